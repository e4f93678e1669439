import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";
import { numberedId, to18 } from "../../../src/demo/store/ids.ts";
import { notOnWindows } from "../../left-out.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { httpOrg } from "../http-org.ts";
import { describeOf, field, folderWith, invoice, line } from "./load-folder.ts";

const id = (prefix: string, number: number) => numberedId(prefix, number);
const [account, first, second, third] = [id("001", 7), id("a0I", 4_000), id("a0I", 2), id("a0I", 3)];
const nowhere = id("a0I", 99);

const folder = folderWith({
  "org.json": {
    organization: { Id: "00D5g000004XyZaEAK", Name: "Northwind" },
    user: {
      Id: id("005", 77),
      Username: "kim@northwind.example",
      LastName: "Kim",
      TimeZoneSidKey: "Asia/Tokyo",
    },
  },
  "Invoice__c.json": invoice,
  "Line__c.json": line,
  "Account.csv": `Id,Name,Phone\n${account},"Søren ""S"" & Sons,\nAarhus",+45 1\n`,
  "Invoice__c.csv": [
    "Id,Name,Key__c,Due__c,Total__c,Gross__c,Paid__c,Account__c,Next__c",
    `${first},INV-0041,a,2026-03-01,10.5,12.4999999,true,${account},${second}`,
    `${second},INV-0007,B,,,,,${id("001", 99)},${first}`,
    // Points into nothing, and so does what points to it.
    `${third},INV-0009,c,,,,false,,${nowhere}`,
    "",
  ].join("\n"),
  "Line__c.csv": `Id,Name,Invoice__c\n${id("a0L", 1)},one,${first}\n${id("a0L", 2)},two,${third}\n`,
});

const { demo, ask, rows, create, refused } = await httpOrg({ load: [folder] });

describe("objects and rows of a folder in place of the built-in company", () => {
  test("rows are there with their ids, cells as they stand", async () => {
    expect(await rows("SELECT Id, Name, Phone FROM Account")).toMatchObject([
      { Id: account, Name: 'Søren "S" & Sons,\nAarhus', Phone: "+45 1" },
    ]);
    expect(await rows("SELECT FIELDS(ALL) FROM Invoice__c WHERE Key__c = 'A' LIMIT 5")).toMatchObject([
      { Id: first, Due__c: "2026-03-01", Total__c: 10.5, Gross__c: 12.4999999, Paid__c: true },
    ]);
    expect(await rows("SELECT Name FROM Contact")).toEqual([]);
    expect((await ask("GET", "/sobjects/Project__c/describe")).status).toBe(404);
  });

  test("circles of required references are there as they were", async () => {
    const found = await rows("SELECT Id, Next__r.Next__c FROM Invoice__c ORDER BY Name DESC");
    expect(found).toMatchObject([
      { Id: first, Next__r: { Next__c: first } },
      { Id: second, Next__r: { Next__c: second } },
    ]);
  });

  test("what pointed into nothing was left out or emptied, and is said with what stays as it is", async () => {
    expect(await rows("SELECT Name FROM Line__c")).toMatchObject([{ Name: "one" }]);
    expect(demo.notes).toEqual([
      "1 row left out: Invoice__c.Next__c points to a record that is not here.",
      "1 row left out: Line__c.Invoice__c points to a record that is not here.",
      "Invoice__c.Account__c emptied in 1 row: it points to a record that is not here.",
      "Formulas of Invoice__c keep their values: Gross__c.",
    ]);
  });

  test("the user of org.json is signed in, in that org", async () => {
    const { body } = await ask("GET", "/services/oauth2/userinfo");
    expect(body).toMatchObject({
      user_id: id("005", 77),
      preferred_username: "kim@northwind.example",
      zoneinfo: "Asia/Tokyo",
      organization_id: "00D5g000004XyZaEAK",
    });
    expect(await rows("SELECT Name FROM Organization")).toMatchObject([{ Name: "Northwind" }]);
    expect(await rows("SELECT Owner.Username FROM Account")).toMatchObject([
      { Owner: { Username: "kim@northwind.example" } },
    ]);
  });

  test("new rows get ids and numbers of their own, and keep the rules", async () => {
    const made = await create("Invoice__c", { Next__c: first, Key__c: "d" });
    const [row] = await rows(`SELECT Id, Name FROM Invoice__c WHERE Key__c = 'd'`);
    expect(row).toMatchObject({ Id: made, Name: "INV-0042" });
    expect([first, second, third]).not.toContain(made);
    const post = (body: object) => refused("POST", "/sobjects/Invoice__c", { body });
    expect(await post({ Next__c: first, Key__c: "A" })).toMatchObject({ errorCode: "DUPLICATE_VALUE" });
    expect(await post({ Key__c: "e" })).toMatchObject({ errorCode: "REQUIRED_FIELD_MISSING" });
    expect(await post({ Next__c: first, Gross__c: 1 })).toMatchObject({
      errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE",
    });
    expect((await ask("DELETE", `/sobjects/Invoice__c/${first}`)).status).toBe(204);
    expect(await rows("SELECT Name FROM Line__c")).toEqual([]);
  });

  test("standard objects work by Salesforce's own rules, without the built-in company's", async () => {
    const contact = { LastName: "Li", Email: "li@a.example", AccountId: account };
    await create("Contact", contact);
    await create("Contact", contact);
    const deal = await create("Opportunity", { Name: "d", StageName: "Closed Won", CloseDate: "2026-02-02" });
    expect(await rows(`SELECT IsWon FROM Opportunity WHERE Id = '${deal}'`)).toMatchObject([{ IsWon: true }]);
    const { body } = await ask(
      "GET",
      `/search?q=${encodeURIComponent("FIND {aarhus} RETURNING Account(Id)")}`,
    );
    expect(body).toMatchObject({ searchRecords: [{ Id: account }] });
  });
});

test("stages and states of the org's own mean what its other records of them say", async () => {
  const deal = "Id,Name,StageName,CloseDate,Probability,IsClosed,IsWon,ForecastCategoryName";
  const own = folderWith({
    "Opportunity.csv": `${deal}\n${id("006", 1)},a,Gewonnen,2026-01-01,100,true,true,Closed\n${id("006", 2)},b,Offen,2026-01-01,30,false,false,Pipeline\n`,
    "Case.csv": `Id,Status,IsClosed\n${id("500", 1)},Erledigt,true\n`,
  });
  const loaded = await startDemoOrg({ load: [own] });
  const { SALESFORCE_ACCESS_TOKEN: token } = loaded.accessTokenSettings();
  const change = (path: string, body: object) =>
    fetch(`${loaded.instanceUrl}/services/data/v66.0/sobjects/${path}`, {
      method: path.includes("/") ? "PATCH" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await change(`Opportunity/${id("006", 2)}`, { StageName: "Gewonnen" });
  await change(`Opportunity/${id("006", 1)}`, { Name: "c" });
  await change("Case", { Status: "Erledigt" });
  const deals = loaded.org.store.all('SELECT "IsWon", "IsClosed", "Probability" FROM "Opportunity"');
  expect(deals).toEqual([1, 2].map(() => ({ IsWon: 1, IsClosed: 1, Probability: 100 })));
  expect(loaded.org.store.all('SELECT "IsClosed" FROM "Case"')).toEqual([{ IsClosed: 1 }, { IsClosed: 1 }]);
  await loaded.close();
});

test("an object of 800 text fields can be searched", async () => {
  const names = Array.from({ length: 800 }, (_, index) => `F${index}__c`);
  const wide = describeOf(
    "Wide__c",
    "a0W",
    names.map((name) => field(name, "string")),
  );
  const own = folderWith({
    "Wide__c.json": wide,
    "Wide__c.csv": `Id,F799__c\n${id("a0W", 1)},needle\n`,
  });
  const loaded = await startDemoOrg({ load: [own] });
  const { SALESFORCE_ACCESS_TOKEN: token } = loaded.accessTokenSettings();
  const url = `${loaded.instanceUrl}/services/data/v66.0/search?q=${encodeURIComponent("FIND {needle} RETURNING Wide__c(Id)")}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ searchRecords: [{ Id: id("a0W", 1) }] });
  await loaded.close();
});

const accountCsv = (cells: string) => `Id,Name,NumberOfEmployees,LastViewedDate,IsPartner\n${cells}\n`;
const good = id("001", 1);

describe("a folder that cannot be loaded is refused with file and line", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["broken JSON", { "A__c.json": '{\n "name": "A__c",\n "fields": [}\n' }, "A__c.json:3: is broken JSON"],
    ["half a JSON", { "A__c.json": '{\n "name": "A__c"' }, "A__c.json:2: is broken JSON"],
    ["JSON that is no describe", { "A__c.json": [1] }, "A__c.json:1: is no describe of an object."],
    [
      "a strange type",
      { "A__c.json": describeOf("A__c", "a0A", [field("B__c", "colour")]) },
      'A__c.json:44: has the unknown field type "colour".',
    ],
    [
      "a field twice",
      { "A__c.json": describeOf("A__c", "a0A", [field("B__c", "date"), field("b__C", "date")]) },
      "A__c.json:47: has the field b__C twice.",
    ],
    [
      "a name that is none",
      { "A__c.json": describeOf('A"; DROP TABLE "User', "a0A", []) },
      "A__c.json:2: has the name",
    ],
    [
      "a name with a path",
      { "A__c.json": describeOf("../../A__c", "a0A", []) },
      'A__c.json:2: has the name "../../A__c"',
    ],
    [
      "a name of the org's own tables",
      { "A__c.json": describeOf("search_rows", "a0A", []) },
      "A__c.json:2: has the name",
    ],
    [
      "an object twice",
      { "A__c.json": describeOf("A__c", "a0A", []), "B__c.json": describeOf("a__C", "a0B", []) },
      "B__c.json:2: describes a__C, which another file describes too.",
    ],
    ["no Id", { "A__c.json": { ...describeOf("A__c", "a0A", []), fields: [] } }, "without a field Id"],
    ["a bad prefix", { "A__c.json": describeOf("A__c", "a'", []) }, "A__c.json:5: has the key prefix"],
    [
      "rows of nothing",
      { "A__c.csv": "Id\n" },
      "A__c.csv:1: holds rows of A__c, which nothing describes. Put A__c.json beside it.",
    ],
    [
      "an unknown column",
      { "Account.csv": "Id,Colour__c\n" },
      'Account.csv:1: has the column "Colour__c", which Account does not have.',
    ],
    [
      "a compound column",
      { "Account.csv": "Id,BillingAddress\n" },
      "Account.csv:1: has the column BillingAddress, which is made of others.",
    ],
    ["a column twice", { "Account.csv": "Id,name,Name\n" }, "Account.csv:1: has the column Name twice."],
    ["no column Id", { "Account.csv": "Name\nA\n" }, "Account.csv:1: has no column Id."],
    [
      "a narrow row",
      { "Account.csv": accountCsv(`${good},"A\nB",1,,\n${id("001", 2)},A`) },
      "Account.csv:4: has 2 cells where the header has 5.",
    ],
    [
      "a wide row",
      { "Account.csv": accountCsv(`${good},A,1,,,`) },
      "Account.csv:2: has 6 cells where the header has 5.",
    ],
    [
      "an open quote",
      { "Account.csv": accountCsv(`${good},"A,1,,`) },
      "Account.csv:2: has a quote that is never closed.",
    ],
    [
      "a quote inside",
      { "Account.csv": accountCsv(`${good},A"B,1,,`) },
      "Account.csv:2: has a quote in the middle of a cell.",
    ],
    [
      "text after a quote",
      { "Account.csv": accountCsv(`${good},"A"B,1,,`) },
      "Account.csv:2: has a quote in the middle of a cell.",
    ],
    ["no id", { "Account.csv": accountCsv(",A,1,,") }, "Account.csv:2: has no Id."],
    [
      "a bad id",
      { "Account.csv": accountCsv("001xx,A,1,,") },
      'Account.csv:2: Id is "001xx", which is no record id.',
    ],
    [
      "an id with a wrong end",
      { "Account.csv": accountCsv(`${good.slice(0, 15)}222,A,1,,`) },
      "which is no record id.",
    ],
    [
      "another object's id",
      { "Account.csv": accountCsv(`${id("003", 1)},A,1,,`) },
      "ids of Account begin with 001.",
    ],
    [
      "an id twice, short and long",
      { "Account.csv": accountCsv(`${good},A,1,,\n${good.slice(0, 15)},B,1,,`) },
      `Account.csv:3: Id ${good} was there before, on line 2.`,
    ],
    [
      "no number",
      { "Account.csv": accountCsv(`${good},A,many,,`) },
      'Account.csv:2: NumberOfEmployees is "many", which is no whole number that fits.',
    ],
    [
      "half a person",
      { "Account.csv": accountCsv(`${good},A,1.5,,`) },
      "which is no whole number that fits.",
    ],
    [
      "no dateTime",
      { "Account.csv": accountCsv(`${good},A,1,2026-02-30T00:00:00.000Z,`) },
      "which is no dateTime",
    ],
    [
      "no boolean",
      { "Account.csv": accountCsv(`${good},A,1,,maybe`) },
      'IsPartner is "maybe", which is no true or false.',
    ],
    [
      "too long a text",
      { "Account.csv": accountCsv(`${good},${"A".repeat(256)},1,,`) },
      "which is longer than 255 characters.",
    ],
    [
      "a reference of a wrong kind",
      { "Contact.csv": `Id,AccountId\n${id("003", 1)},${id("005", 1)}\n` },
      `Contact.csv:2: AccountId is ${id("005", 1)}, the id of a record of User, and takes Account.`,
    ],
    [
      "a unique value twice",
      { "User.csv": `Id,Username\n${id("005", 1)},a@b.example\n${id("005", 2)},A@b.example\n` },
      'User.csv:3: Username is unique, and "A@b.example" was on line 2.',
    ],
    ["a user who is none", { "Account.csv": "Id\n", "org.json": { user: { Id: good } } }, "org.json:3: has"],
    [
      "no such zone",
      { "Account.csv": "Id\n", "org.json": { user: { TimeZoneSidKey: "Mars/Here" } } },
      'names the time zone "Mars/Here"',
    ],
    [
      "a snapshot that is not finished",
      { "Account.csv": "Id\n", "snapshot-unfinished.json": {} },
      "is not finished",
    ],
    ["nothing", { "notes.txt": "" }, "holds no describes (.json) and no rows (.csv)."],
  ])("%s", async (_, files, problem) => {
    const failed = await startDemoOrg({ load: [folderWith(files)] }).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: "LoadError", message: expect.stringContaining(problem) });
  });

  test("bytes that are no UTF-8, links that lead out, a folder that is none", notOnWindows, async () => {
    const bad = folderWith({});
    writeFileSync(join(bad, "Account.csv"), Buffer.from([0x49, 0x64, 0x0a, 0xff, 0xfe]));
    await expect(startDemoOrg({ load: [bad] })).rejects.toThrow("Account.csv: is not in UTF-8.");
    const linked = folderWith({});
    symlinkSync("/etc/hosts", join(linked, "Account.csv"));
    await expect(startDemoOrg({ load: [linked] })).rejects.toThrow("Account.csv: leads out of the folder.");
    rmSync(join(linked, "Account.csv"));
    mkdirSync(join(linked, "Account.csv"));
    await expect(startDemoOrg({ load: [linked] })).rejects.toThrow("holds no describes");
    await expect(startDemoOrg({ load: [join(temporaryFolder(), "none")] })).rejects.toThrow("ENOENT");
  });
});

test("ids of 15 characters, a byte-order mark and Windows line ends are understood", async () => {
  const contact = to18("003000000000001") ?? "";
  const own = folderWith({
    "Account.csv": `\uFEFFId,Name\r\n${good.slice(0, 15)},"A"\r\n`,
    "Contact.csv": `Id,LastName,FirstName,AccountId\r\n${contact},Li,Mei,${good.slice(0, 15)}\r\n`,
  });
  const loaded = await startDemoOrg({ load: [own] });
  const sql =
    'SELECT a."Id", c."Name", "AccountId" FROM "Contact" c JOIN "Account" a ON "AccountId" = a."Id"';
  expect(loaded.org.store.all(sql)).toEqual([{ Id: good, Name: "Mei Li", AccountId: good }]);
  await loaded.close();
});
