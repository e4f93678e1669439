import { afterAll, describe, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";
import { demoUserId } from "../../../src/demo/store/fixed-ids.ts";
import { errorOf } from "../in-process-org.ts";

const demo = await startDemoOrg();
afterAll(() => demo.close());

type Json = Record<string, unknown>;

function ask(method: string, address: string, body?: Json, version = 68) {
  const { pathname, searchParams } = new URL(address, "http://demo");
  return demo.org.dispatch({
    method,
    path: pathname,
    version,
    query: searchParams,
    headers: {},
    body,
    userId: demoUserId,
  });
}

const sosl = (text: string) => ask("GET", `/search?q=${encodeURIComponent(text)}`);

function create(object: string, record: Json): string {
  const { status, body } = ask("POST", `/sobjects/${object}`, record);
  expect({ status, body }).toMatchObject({ status: 201 });
  return String((body as Json)["id"]);
}

const accounts = [
  "Quarzwerk Nord",
  "Quarzwerk Süd",
  "Quarzglas & Söhne",
  "Nordlicht Optik",
  "The Quiet Quail Company",
  "Quiet Company",
  "Wer AND Wo",
];
for (const [index, Name] of accounts.entries())
  create("Account", { Name, AnnualRevenue: index * 100, Phone: `+49 30 9000${index}` });
create("Contact", { LastName: "Quarzmann", Email: "max@quarzwerk.example", Phone: "+49 40 777" });
create("Contact", { LastName: "Nordmann", Email: "nord@optik.example", Description: "knows Quarzwerk well" });

/** The names that a search of accounts finds, sorted. */
function names(find: string, more = "RETURNING Account(Name)"): string[] {
  const { body, status } = sosl(`FIND {${find}} ${more}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  const { searchRecords } = body as { searchRecords: Json[] };
  return searchRecords.map((record) => String(record["Name"])).sort();
}

describe("what is found", () => {
  test.each<[string, string[]]>([
    ["Quarzwerk", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["quarzwerk", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Quarzwerk Sud", ["Quarzwerk Süd"]],
    ["Quarz", []],
    ["Quarz*", ["Quarzglas & Söhne", "Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Quarz* AND Nord", ["Quarzwerk Nord"]],
    ["Quarz* Nord", ["Quarzwerk Nord"]],
    ["Quarz* AND NOT Nord", ["Quarzglas & Söhne", "Quarzwerk Süd"]],
    ["Quarzglas OR Nordlicht", ["Nordlicht Optik", "Quarzglas & Söhne"]],
    ["Nordlicht OR Quarzwerk AND Nord", ["Nordlicht Optik", "Quarzwerk Nord"]],
    ["(Nordlicht OR Quarzwerk) AND Optik", ["Nordlicht Optik"]],
    ["(Nordlicht OR Quarzwerk) AND NOT (Optik OR Nord)", ["Quarzwerk Süd"]],
    ["Quarz?erk", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Qu*werk", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Quarz??as", ["Quarzglas & Söhne"]],
    ["*Quarzwerk", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Quarzwer?", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ['"Quiet Company"', ["Quiet Company"]],
    ['"quiet quail"', ["The Quiet Quail Company"]],
    ["Quiet Company", ["Quiet Company", "The Quiet Quail Company"]],
    ['"Quiet Comp*"', ["Quiet Company"]],
    ["Quarzglas \\& Söhne", ["Quarzglas & Söhne"]],
    ["\\+49 Nordlicht", ["Nordlicht Optik"]],
    ['Wer "and" Wo', ["Wer AND Wo"]],
    ["Quarzwerk\\*", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Nothing OR Nordlicht", ["Nordlicht Optik"]],
    ["Nothing AND Nordlicht", []],
    ["Nothi?g OR Nordlicht", ["Nordlicht Optik"]],
    ["&& Nordlicht", ["Nordlicht Optik"]],
  ])("FIND {%s}", (find, found) => {
    expect(names(find)).toEqual(found);
  });

  test.each<[string, string]>([
    ["ALL", "Nordmann Quarzmann"],
    ["NAME", ""],
    ["EMAIL", "Quarzmann"],
    ["SIDEBAR", "Quarzmann"],
    ["PHONE", ""],
  ])("IN %s FIELDS", (scope, found) => {
    const { body } = sosl(
      `FIND {Quarzwerk} IN ${scope} FIELDS RETURNING Contact(LastName ORDER BY LastName)`,
    );
    const { searchRecords } = body as { searchRecords: Json[] };
    expect(searchRecords.map(({ LastName }) => LastName).join(" ")).toBe(found);
  });

  test("phone numbers in their own fields", () => {
    expect(names("90003", "IN PHONE FIELDS RETURNING Account(Name)")).toEqual(["Nordlicht Optik"]);
  });

  test("every object unless told, ids alone unless told, one after the other", () => {
    const { body } = sosl("FIND {Quarzwerk}");
    const { searchRecords } = body as { searchRecords: { attributes: { type: string }; Id: string }[] };
    expect(searchRecords.map(({ attributes }) => attributes.type).sort()).toEqual([
      "Account",
      "Account",
      "Contact",
      "Contact",
    ]);
    expect(Object.keys(searchRecords[0] ?? {})).toEqual(["attributes", "Id"]);
    const both = sosl("FIND {Quarzwerk} RETURNING Contact, Account(Id, Name)").body as typeof body;
    const types = (both as { searchRecords: typeof searchRecords }).searchRecords.map(
      (row) => row.attributes.type,
    );
    expect(types).toEqual(["Contact", "Contact", "Account", "Account"]);
  });

  test("a bare list up to version 36", () => {
    const { body } = ask("GET", "/search?q=FIND%7BQuarzwerk%7D", undefined, 36);
    expect(Array.isArray(body)).toBe(true);
  });
});

describe("clauses", () => {
  test.each<[string, string[]]>([
    ["Account(Name WHERE AnnualRevenue > 50)", ["Quarzglas & Söhne", "Quarzwerk Süd"]],
    ["Account(Name WHERE Name != 'a LIMIT 1' AND AnnualRevenue < 150)", ["Quarzwerk Nord", "Quarzwerk Süd"]],
    ["Account(Name ORDER BY AnnualRevenue DESC LIMIT 1)", ["Quarzglas & Söhne"]],
    ["Account(Name ORDER BY AnnualRevenue LIMIT 1 OFFSET 1)", ["Quarzwerk Süd"]],
    [
      "Account(Name WHERE (Name LIKE '%Nord' OR Name LIKE '%Süd') LIMIT 5)",
      ["Quarzwerk Nord", "Quarzwerk Süd"],
    ],
    ["Account(Name ORDER BY Name) LIMIT 2", ["Quarzglas & Söhne", "Quarzwerk Nord"]],
    ["Account(Name ORDER BY Name) WITH METADATA='LABELS' LIMIT 1", ["Quarzglas & Söhne"]],
    ["Account(Name WHERE Name IN ('Quarzwerk Nord', 'b')) UPDATE TRACKING", ["Quarzwerk Nord"]],
  ])("RETURNING %s", (returning, found) => {
    expect(names("Quarz*", `RETURNING ${returning}`)).toEqual(found);
  });

  test.each<[string, string]>([
    ["FIND Quarz", "No search term found. The search term must be enclosed in braces."],
    ["FIND {Q}", "search term must be longer than one character: Q"],
    ["FIND {Q*}", "search term must be longer than one character: Q*"],
    ["FIND {}", "search term must be longer than one character: "],
    ["FIND {Quarz OR}", "unexpected token: }"],
    ["FIND {AND Quarz}", "unexpected token: AND"],
    ["FIND {NOT Quarz}", "unexpected token: NOT"],
    ["FIND {(Quarz}", "unexpected token: }"],
    ["FIND {Quarz)}", "unexpected token: )"],
    ["FIND {Quarz} IN SOME FIELDS", "unexpected token: SOME FIELDS"],
    ["FIND {Quarz} WHERE Name = 'a'", "unexpected token: WHERE"],
    ["FIND {Quarz} RETURNING", "unexpected token: <EOF>"],
    ["FIND {Quarz} RETURNING Account(", "expecting a right parentheses, found '<EOF>'"],
    ["FIND {Quarz} RETURNING Account()", "unexpected token: )"],
    ["FIND {Quarz} RETURNING Account(Name LIMIT x)", "unexpected token: x"],
    ["FIND {Quarz} RETURNING Account(Name ORDER Name)", "unexpected token: Name"],
    ["FIND {Quarz} RETURNING Account(Name WHERE Name = )", ""],
    ["FIND {Quarz} LIMIT many", "unexpected token: many"],
  ])("%s is malformed", (text, message) => {
    const error = errorOf(sosl(text));
    expect(error).toMatchObject({ status: 400, errorCode: "MALFORMED_SEARCH" });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("SELECT");
  });

  test("unknown objects and fields are named", () => {
    expect(errorOf(sosl("FIND {Quarz*} RETURNING Nope"))).toMatchObject({ errorCode: "INVALID_TYPE" });
    const error = errorOf(sosl("FIND {nothing at all} RETURNING Account(Nmae)"));
    expect(error.errorCode).toBe("INVALID_FIELD");
    expect(error.message).toMatch(/^No such column 'Nmae' on entity 'Account'/);
  });
});

describe("parameterized", () => {
  const post = (body: Json) => ask("POST", "/parameterizedSearch", body);
  const namesIn = ({ body }: { body?: unknown }) =>
    (body as { searchRecords: Json[] }).searchRecords.map(({ Name }) => Name);

  test.each<[string, string[]]>([
    ["Quarz", []],
    ["Quarz*", ["Quarzglas & Söhne", "Quarzwerk Nord", "Quarzwerk Süd"]],
    ["quarz?erk Nord", ["Quarzwerk Nord"]],
    ["*Quarzglas", ["Quarzglas & Söhne"]],
    ["Quarzglas & Söhne", ["Quarzglas & Söhne"]],
    ["Quarzwerk OR Nordlicht", []],
    ['"Quarzwerk Nord', ["Quarzwerk Nord"]],
    ["Wer AND Wo", ["Wer AND Wo"]],
  ])("%s: wildcards are looked at, operators and quotes are words", (q, found) => {
    const sobjects = [{ name: "Account", fields: ["Name"], orderBy: "Name" }];
    expect(namesIn(post({ q, sobjects }))).toEqual(found);
  });

  test("by POST, plain text, each object in its own way", () => {
    const sobjects = [
      { name: "Account", fields: ["Name"], where: "AnnualRevenue < 50", orderBy: "Name", limit: 1 },
      { name: "Contact", fields: ["Name"] },
    ];
    expect(namesIn(post({ q: "Quarzwerk", sobjects }))).toEqual(["Quarzwerk Nord", "Nordmann", "Quarzmann"]);
    expect(
      namesIn(post({ q: 'Quarzglas & (Söhne) "', fields: ["Name"], sobjects: [{ name: "Account" }] })),
    ).toEqual(["Quarzglas & Söhne"]);
    expect(namesIn(post({ q: "Wer AND Wo", sobjects: [{ name: "Account", fields: ["Name"] }] }))).toEqual([
      "Wer AND Wo",
    ]);
  });

  test("by GET", () => {
    const address =
      "/parameterizedSearch?q=Quarzwerk&sobject=Account&Account.fields=Name&Account.orderBy=Name";
    expect(namesIn(ask("GET", address))).toEqual(["Quarzwerk Nord", "Quarzwerk Süd"]);
    expect(namesIn(ask("GET", `${address}&Account.limit=1`))).toEqual(["Quarzwerk Nord"]);
    expect(
      namesIn(ask("GET", "/parameterizedSearch?q=Quarzwerk&in=EMAIL&sobject=Contact&fields=Name")),
    ).toEqual(["Quarzmann"]);
  });

  test("limits of all and of each", () => {
    const sobjects = [{ name: "Account" }, { name: "Contact" }];
    const count = (more: Json) => namesIn(post({ q: "Quarzwerk", sobjects, ...more })).length;
    expect(count({})).toBe(4);
    expect(count({ defaultLimit: 1 })).toBe(2);
    expect(count({ overallLimit: 3 })).toBe(3);
  });

  test.each<[string, Json]>([
    ["no term", {}],
    ["a short one", { q: "a" }],
    ["an unknown scope", { q: "Quarz", in: "SOME" }],
    ["an object without name", { q: "Quarz", sobjects: [{}] }],
    ["objects that are no list", { q: "Quarz", sobjects: "Account" }],
    ["a limit that is none", { q: "Quarz", overallLimit: "x" }],
  ])("refuses %s", (_, body) => {
    expect(errorOf(post(body))).toMatchObject({ status: 400, errorCode: "MALFORMED_SEARCH" });
  });
});

test("what was written since is found, what is gone is not", () => {
  const id = create("Account", { Name: "Zuletzt Neu" });
  expect(names("Zuletzt")).toEqual(["Zuletzt Neu"]);
  ask("PATCH", `/sobjects/Account/${id}`, { Name: "Umbenannt Neu" });
  expect(names("Zuletzt")).toEqual([]);
  expect(names("Umbenannt")).toEqual(["Umbenannt Neu"]);
  ask("DELETE", `/sobjects/Account/${id}`);
  expect(names("Umbenannt")).toEqual([]);
});
