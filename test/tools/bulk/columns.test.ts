import { describe, expect, test } from "vitest";
import { bulkServer } from "./server.ts";

const server = await bulkServer();
const lead = { object: "Lead", operation: "insert" };
const columns = {
  "First Name": "FirstName",
  "Last Name": "LastName",
  "E-mail": "Email",
  Firma: "Company",
  Notiz: null,
};

async function leads(company: string): Promise<string[]> {
  const soql = `SELECT FirstName, LastName, Email, Company FROM Lead WHERE Company = '${company}' ORDER BY LastName`;
  return (await server.call("executeQuery", { soql })).text.split("\n").slice(2);
}

describe("columns renames headers on their way and leaves others out", () => {
  const rows = (company: string) =>
    `First Name;Last Name;E-mail;Firma;Notiz\nAda;One;a@example.com;${company};x\n;Two;;${company};"y;\nz"\n`;
  const expected = (company: string) => [`Ada,One,a@example.com,${company}`, `,Two,,${company}`];
  const records = (company: string) => [
    { "First Name": "Ada", "Last Name": "One", "E-mail": "a@example.com", Firma: company, Notiz: "x" },
    { "Last Name": "Two", Firma: company },
  ];

  test.each([
    ["csv", (company: string) => ({ csv: rows(company) })],
    ["records", (company: string) => ({ records: records(company) })],
    ["file .csv", (company: string) => ({ file: server.file("leads.csv", rows(company)) })],
    [
      "file .json",
      (company: string) => ({ file: server.file("leads.json", JSON.stringify(records(company))) }),
    ],
    [
      "file .jsonl",
      (company: string) => ({
        file: server.file(
          "leads.jsonl",
          records(company)
            .map((each) => JSON.stringify(each))
            .join("\n"),
        ),
      }),
    ],
  ])("%s", async (name, given) => {
    const company = `Of ${name}`;
    const answer = await server.job({ ...lead, ...given(company), columns });
    expect(answer).toMatchObject({ summary: "2 records inserted", ignoredColumns: ["Notiz"] });
    expect(await leads(company)).toEqual(expected(company));
  });

  test("headers that are not named stay, in whatever case and with blanks around them", async () => {
    const csv = "LASTNAME, firma ,Email\nStays,Kept,s@example.com\n";
    const answer = await server.job({ ...lead, csv, columns: { Firma: "Company" } });
    expect(answer.ignoredColumns).toBeUndefined();
    expect(await leads("Kept")).toEqual([",Stays,s@example.com,Kept"]);
  });

  test("ids and parents come by it too", async () => {
    const { text } = await server.call("createRecord", { object: "Account", record: { Name: "Before" } });
    const { id } = JSON.parse(text);
    const update = { object: "Account", operation: "update", csv: `Key;Name;Id\n${id};After;nonsense\n` };
    await server.job({ ...update, columns: { Key: "Id", Id: null } });
    const record = { LastName: "Child", Firma: "C-1" };
    await server.job({
      object: "Account",
      operation: "update",
      records: [{ Id: id, External_Id__c: "C-1" }],
    });
    const columns = { Firma: "Account.External_Id__c" };
    await server.job({ object: "Contact", operation: "insert", records: [record], columns });
    const soql = "SELECT Account.Name FROM Contact WHERE LastName = 'Child'";
    expect((await server.call("executeQuery", { soql })).text).toMatch(/\nAfter$/);
    const removal = {
      object: "Account",
      operation: "delete",
      csv: `Key,Other\n${id},x\n`,
      columns: { Key: "Id" },
    };
    expect(await server.job(removal)).toMatchObject({
      summary: "1 record deleted",
      ignoredColumns: ["Other"],
    });
  });
});

describe("what is refused before a job is made", () => {
  const csv = "Nachname,Firma,Name2\nA,B,C\n";
  test.each<[string, Record<string, string | null>, RegExp]>([
    [
      "an unknown header",
      { Fima: "Company" },
      /^BAD_ARGUMENT: csv: columns: there is no column 'Fima'; did you mean Firma\?/,
    ],
    [
      "two for one field",
      { Nachname: "LastName", Name2: "lastname", Firma: "Company" },
      /the column LastName is there twice/,
    ],
    ["an unknown field", { Nachname: "LastNam" }, /'LastNam' is no field of Lead; did you mean LastName/],
    [
      "everything left out",
      { Nachname: null, Firma: null, Name2: null },
      /it has no column that can be loaded/,
    ],
  ])("%s", async (_, given, expected) => {
    server.org.resetCounters();
    expect(await server.refusal("createBulkJob", { ...lead, csv, columns: given })).toMatch(expected);
    expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
  });
});

test("nobody is told ids that another column's rename has made into something else", async () => {
  const questions: string[] = [];
  const asked = await bulkServer({
    org: server.org,
    settings: { SALESFORCE_CONFIRM: "destructive" },
    elicit(question) {
      questions.push(question);
      return { action: "decline" };
    },
  });
  const csv = "Id,Key\n001DE0000000001YAA,001DE0000000002YAA\n";
  const columns = { Id: null, Key: "Id" };
  await asked.call("createBulkJob", { object: "Account", operation: "delete", csv, columns });
  expect(questions[0]?.split("\nArguments")[0]).not.toContain("001DE0000000001YAA");
  expect(questions[0]).toContain("Account");
});
