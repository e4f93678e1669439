import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { numberedId } from "../../src/demo/store/ids.ts";
import { folderWith, invoice, line } from "../demo/load/load-folder.ts";
import { dataOf } from "../demo/soql/random/plain-data.ts";
import { groupStatements, recordStatements } from "../demo/soql/random/random-statements.ts";
import { notOnWindows } from "../left-out.ts";
import { temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

const orgs: DemoOrg[] = [];
afterAll(() => Promise.all(orgs.map((org) => org.close())));

async function demoOrg(load?: string): Promise<DemoOrg> {
  const org = await startDemoOrg({ settings: { bulkMilliseconds: 1 }, ...(load && { load: [load] }) });
  orgs.push(org);
  return org;
}

function take({ settings }: DemoOrg, folder: string, args: string, env: Record<string, string> = {}) {
  return runCommand(["snapshot", folder, ...args.split(" ")], { env: { ...settings, ...env } });
}

/** Asks an org as its user does. */
async function asking({ instanceUrl, accessTokenSettings }: DemoOrg) {
  const authorization = `Bearer ${accessTokenSettings().SALESFORCE_ACCESS_TOKEN}`;
  return async (address: string): Promise<unknown> => {
    const url = `${instanceUrl}/services/data/v66.0${address}`;
    return (await fetch(url, { headers: { authorization } })).json();
  };
}

function files(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8").replace(/"takenAt": .*/, "")]),
  );
}

describe("a snapshot of the built-in company", () => {
  const objects =
    "Account,Contact,Lead,Opportunity,Case,Task,Event,Project__c,OpportunityLineItem,Product2,PricebookEntry,Pricebook2,Campaign,CampaignMember";

  test("answers as the org itself, once it is loaded", async () => {
    const folder = join(temporaryFolder(), "company");
    const source = await demoOrg();
    const { code, stdout } = await take(source, folder, `--objects ${objects} --rows 9000`);
    expect(stdout).toContain("The folder holds customer data");
    expect(code).toBe(0);
    const loaded = await demoOrg(folder);
    expect(loaded.notes).toEqual([]);
    const [first, second] = [await asking(source), await asking(loaded)];
    const { schema } = source.org;
    const data = dataOf(source.org);
    const statements = fc.oneof(
      recordStatements(schema, data).map(({ soql }) => soql),
      groupStatements(schema, data).map(({ soql }) => soql),
    );
    await fc.assert(
      fc.asyncProperty(statements, async (soql) => {
        const address = `/query?q=${encodeURIComponent(soql)}`;
        expect(await second(address), soql).toEqual(await first(address));
      }),
      { numRuns: 100, seed: 7 },
    );
    for (const name of ["Account", "Task", "Project__c"]) {
      const withoutUrls = async (ask: typeof first) => ({
        ...Object(await ask(`/sobjects/${name}/describe`)),
        urls: 0,
      });
      expect(await withoutUrls(second)).toEqual(await withoutUrls(first));
    }
    expect(Object.keys(source.counters()).filter((name) => /^(created|updated|deleted)/.test(name))).toEqual(
      [],
    );
  });
});

const id = (prefix: string, number: number) => numberedId(prefix, number);

/** Three invoices in a circle and a line of each, of which a line's invoice is the last. */
const invoices = folderWith({
  "Invoice__c.json": invoice,
  "Line__c.json": line,
  "Account.csv": `Id,Name\n${id("001", 1)},A\n${id("001", 2)},B\n`,
  "Contact.csv": `Id,LastName,AccountId\n${id("003", 1)},X,${id("001", 2)}\n`,
  "Invoice__c.csv": [
    "Id,Name,Account__c,Next__c",
    ...[1, 2, 3].map(
      (n) => `${id("a0I", n)},INV-${n},${id("001", n === 1 ? 1 : 2)},${id("a0I", n === 1 ? 2 : 1)}`,
    ),
    "",
  ].join("\n"),
  "Line__c.csv": `Id,Name,Invoice__c\n${id("a0L", 1)},a,${id("a0I", 3)}\n${id("a0L", 2)},b,${id("a0I", 1)}\n`,
});

test("rows whose required parent is not taken are left out, other references emptied, both counted", async () => {
  const folder = join(temporaryFolder(), "part");
  const source = await demoOrg(invoices);
  const { code, stdout } = await take(source, folder, "--objects Line__c,Invoice__c,contact --rows 2");
  expect(code).toBe(0);
  expect(stdout).toContain(
    "Line__c: 1 row left out, since Invoice__c is required and what it points to was not taken.",
  );
  expect(stdout).toContain("Contact: references to what was not taken are empty: AccountId (1).");
  const { objects, user } = JSON.parse(readFileSync(join(folder, "org.json"), "utf8"));
  expect(objects).toMatchObject({
    Invoice__c: { rows: 2, leftOut: {}, emptied: { Account__c: 2 } },
    Line__c: { rows: 1, leftOut: { Invoice__c: 1 }, emptied: {} },
    Contact: { rows: 1, emptied: { AccountId: 1 } },
    User: { rows: 1 },
  });
  expect(user).toMatchObject({ Username: "dana@demo.example", TimeZoneSidKey: "America/Los_Angeles" });
  const loaded = await demoOrg(folder);
  expect(loaded.notes).toEqual(["Formulas of Invoice__c keep their values: Gross__c."]);
});

test("the same call goes on after a break; nothing else is written into", notOnWindows, async () => {
  const [whole, broken] = [join(temporaryFolder(), "whole"), join(temporaryFolder(), "broken")];
  const source = await demoOrg(invoices);
  const args = "--objects Account,Invoice__c,Line__c";
  await take(source, whole, args);
  expect(statSync(whole).mode & 0o777).toBe(0o700);
  expect(statSync(join(whole, "Account.csv")).mode & 0o777).toBe(0o600);
  source.faults.add({ path: /FROM(\+|%20)Line__c(\+|%20)ORDER/, times: 1, close: "before" });
  source.faults.add({ path: /Name.*FROM(\+|%20)Line__c/, answer: { status: 400, body: "[]" } });
  expect(await take(source, broken, args)).toMatchObject({ code: 1 });
  expect(readdirSync(broken)).toContain("snapshot-unfinished.json");
  await expect(startDemoOrg({ load: [broken] })).rejects.toThrow("is not finished");
  expect(await take(source, broken, "--objects Account")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      "holds what another call began: --objects Account,Invoice__c,Line__c --rows 1000",
    ),
  });
  const asked = source.faults.add({ path: /Name.*FROM(\+|%20)Invoice__c/, times: 99 });
  expect(await take(source, broken, args)).toMatchObject({ code: 0 });
  expect(asked.met).toBe(0);
  expect(files(broken)).toEqual(files(whole));
  expect(await take(source, broken, args)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("is not empty."),
  });
  const other = temporaryFolder();
  writeFileSync(join(other, "mine.txt"), "");
  expect(await take(source, other, args)).toMatchObject({ code: 1 });
  expect(readdirSync(other)).toEqual(["mine.txt"]);
});

test("what is kept back is refused at the start, and a wrong command line is told", async () => {
  const folder = join(temporaryFolder(), "none");
  const source = await demoOrg(invoices);
  const refusals: [string, Record<string, string>, number, string][] = [
    [
      "--objects Account,Contact",
      { SALESFORCE_DENIED_OBJECTS: "Contact" },
      1,
      "Contact cannot be taken: SALESFORCE_DENIED_OBJECTS names it.",
    ],
    [
      "--objects Account,Contact",
      { SALESFORCE_ALLOWED_OBJECTS: "Account" },
      1,
      "Contact cannot be taken: SALESFORCE_ALLOWED_OBJECTS does not name it.",
    ],
    ["--objects Account,Secret__c", {}, 1, "Secret__c cannot be taken: the org has no such object"],
    ["--objects Account;", {}, 2, "--objects takes API names"],
    ["--rows 5", {}, 2, "--objects takes API names"],
    ["--objects Account --rows 0", {}, 2, "--rows takes a whole number"],
    ["other --objects Account", {}, 2, "snapshot takes one folder"],
  ];
  await Promise.all(
    refusals.map(async ([args, env, code, said]) => {
      expect(await take(source, folder, args, env)).toMatchObject({
        code,
        stderr: expect.stringContaining(said),
      });
    }),
  );
  expect(() => statSync(folder)).toThrow("ENOENT");
  const allowed = await take(source, folder, "--objects Account", {
    SALESFORCE_DENIED_OBJECTS: "User,Profile",
  });
  expect(allowed.code).toBe(0);
  expect(readdirSync(folder)).not.toContain("User.csv");
  const { notes, close } = await startDemoOrg({ load: [folder] });
  expect(notes).toEqual([]);
  await close();
});

describe("a masked snapshot", () => {
  const objects = "Account,Contact,Lead,Case,Task,Opportunity,Project__c";
  const told = [
    "LastName",
    "Email",
    "Phone",
    "MobilePhone",
    "Street",
    "Name",
    "Username",
    "Website",
    "External_Id__c",
  ];

  /** The values of fields whose names end so, in every object that was taken. */
  function originalsIn({ org }: DemoOrg): string[] {
    return [...objects.split(","), "User"].flatMap((name) =>
      (org.schema.object(name)?.fields ?? [])
        .filter(
          (field) =>
            !field.autoNumber && told.some((end) => field.name.endsWith(end)) && field.type !== "picklist",
        )
        .flatMap((field) =>
          org.store.all(`SELECT DISTINCT "${field.name}" AS v FROM "${name}" WHERE v IS NOT NULL`),
        )
        .map(({ v }) => String(v).toLowerCase()),
    );
  }

  test("holds nobody's name, address, number or key, and the same ones as often", async () => {
    const folder = join(temporaryFolder(), "masked");
    const source = await demoOrg();
    const { code, stdout } = await take(source, folder, `--objects ${objects} --rows 200 --mask`);
    expect(code).toBe(0);
    expect(stdout).toContain("Kept as they were: record ids; picklist values");
    const texts = files(folder);
    expect(Object.keys(texts)).not.toContain("snapshot-unfinished.json");
    const rows = Object.entries(texts).filter(
      ([name]) => name === "org.json" || /^(?!RecordType|Profile).*csv$/.test(name),
    );
    // Words of one or two letters are in every text.
    const originals = originalsIn(source).filter((text) => text.length > 2);
    expect(originals.length).toBeGreaterThan(400);
    const cells = new Set(rows.flatMap(([, text]) => text.toLowerCase().split(/[",\n]/)));
    expect(originals.filter((text) => cells.has(text))).toEqual([]);
    const all = Object.values(texts).join("\n").toLowerCase();
    const unmistakable = originals.filter((text) => /@|https?:|\d{3}/.test(text));
    expect(unmistakable.length).toBeGreaterThan(200);
    expect(unmistakable.filter((text) => all.includes(text))).toEqual([]);
    await sameCounts(source, await demoOrg(folder));
  });

  async function sameCounts(source: DemoOrg, loaded: DemoOrg): Promise<void> {
    const [first, second] = [await asking(source), await asking(loaded)];
    const sizes = async (ask: typeof first, soql: string) => {
      const { records } = Object(await ask(`/query?q=${encodeURIComponent(soql)}`));
      return records.map(({ n }: { n: number }) => n).sort((a: number, b: number) => a - b);
    };
    for (const soql of [
      "SELECT COUNT(Id) n FROM Contact GROUP BY MailingCity",
      "SELECT COUNT(Id) n FROM Contact GROUP BY LastName",
      "SELECT COUNT(Id) n FROM Lead GROUP BY Company",
      "SELECT COUNT(Id) n FROM Opportunity GROUP BY StageName",
      "SELECT SUM(Amount) n FROM Opportunity GROUP BY Account.Industry",
      "SELECT COUNT(Id) n FROM Account WHERE External_Id__c != null GROUP BY Name",
    ])
      expect(await sizes(second, soql), soql).toEqual(await sizes(first, soql));
  }

  test("takes other words where by chance one of another original came out", async () => {
    const names = "Ng,Li,Wu,Xu,Ho,Yu,Ma,Fu,Ko,Bo,Ab,Cd,Ef,Gh,Ij,Kl,Mn,Op,Qr,St,Uv,Wx,Yz,An,In,On".split(",");
    const many = names.flatMap((name) => [..."aeiouxyz"].map((letter) => `${name.slice(0, 1)}${letter}`));
    const distinct = [...new Set([...names, ...many])];
    const own = folderWith({
      "Contact.csv": `Id,LastName\n${distinct.map((name, n) => `${id("003", n + 1)},${name}`).join("\n")}\n`,
    });
    const folder = join(temporaryFolder(), "short");
    await take(await demoOrg(own), folder, "--objects Contact,Organization --mask");
    expect(files(folder)["Organization.csv"]).toContain(",America/Los_Angeles,");
    const [header = "", ...lines] = (files(folder)["Contact.csv"] ?? "").trim().split("\n");
    const place = header.split(",").indexOf("LastName");
    const made = lines.map((text) => text.split(",")[place] ?? "");
    expect(new Set(made).size).toBe(distinct.length);
    expect(made.filter((name) => distinct.includes(name))).toEqual([]);
  });
});
