import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { httpOrg } from "../http-org.ts";

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

function xml(kind: string, content: string): string {
  return `${head}<${kind} xmlns="http://soap.sforce.com/2006/04/metadata">\n${content}\n</${kind}>\n`;
}

function customField(name: string, type: string, more = ""): string {
  return xml(
    "CustomField",
    `<fullName>${name}</fullName>\n<label>${name.replace(/__c$/, "")}</label>\n<type>${type}</type>\n${more}`,
  );
}

const objects = "force-app/main/default/objects";
const fields = (object: string, all: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(all).map(([name, text]) => [`${objects}/${object}/fields/${name}.field-meta.xml`, text]),
  );

const project: Record<string, string> = {
  "sfdx-project.json": "{}",
  [`${objects}/Invoice__c/Invoice__c.object-meta.xml`]: xml(
    "CustomObject",
    "<label>Invoice</label><pluralLabel>Invoices</pluralLabel><nameField><label>Number</label><type>AutoNumber</type><displayFormat>INV-{0000}</displayFormat></nameField>",
  ),
  ...fields("Invoice__c", {
    Account__c: customField(
      "Account__c",
      "Lookup",
      "<referenceTo>Account</referenceTo><relationshipName>Invoices</relationshipName>",
    ),
    Status__c: customField(
      "Status__c",
      "Picklist",
      "<required>true</required><valueSet><restricted>true</restricted><valueSetDefinition><value><fullName>Open</fullName><default>true</default><label>Still open</label></value><value><fullName>Paid</fullName><default>false</default><label>Paid</label></value></valueSetDefinition></valueSet>",
    ),
    Region__c: customField(
      "Region__c",
      "Picklist",
      "<valueSet><valueSetName>Regions</valueSetName></valueSet>",
    ),
    Total__c: customField("Total__c", "Currency", "<precision>10</precision><scale>2</scale>"),
    Key__c: customField(
      "Key__c",
      "Text",
      "<length>12</length><unique>true</unique><externalId>true</externalId>",
    ),
    Age__c: customField(
      "Age__c",
      "Number",
      "<precision>18</precision><scale>0</scale><formula>TODAY() - DATEVALUE(CreatedDate)</formula>",
    ),
    Place__c: customField("Place__c", "Location", "<scale>4</scale>"),
  }),
  [`${objects}/Invoice__c/recordTypes/Export.recordType-meta.xml`]: xml(
    "RecordType",
    "<fullName>Export</fullName><label>Export &amp; more</label>",
  ),
  ...fields("Line__c", {
    Invoice__c: customField(
      "Invoice__c",
      "MasterDetail",
      "<referenceTo>Invoice__c</referenceTo><relationshipName>Lines</relationshipName>",
    ),
    Amount__c: customField("Amount__c", "Number", "<precision>6</precision><scale>0</scale>"),
  }),
  ...fields("Account", { Tier__c: customField("Tier__c", "Text", "<length>10</length>") }),
  "force-app/main/default/globalValueSets/Regions.globalValueSet-meta.xml": xml(
    "GlobalValueSet",
    "<customValue><fullName>EMEA</fullName><default>false</default><label>EMEA</label></customValue>",
  ),
  "force-app/main/default/standardValueSets/Industry.standardValueSet-meta.xml": xml(
    "StandardValueSet",
    "<standardValue><fullName>Mining</fullName><default>false</default><label>Mining</label></standardValue>",
  ),
  "data/Account-plan.json": JSON.stringify([
    { sobject: "Account", saveRefs: true, files: ["Accounts.json"] },
  ]),
  "data/Accounts.json": JSON.stringify({
    records: [
      {
        attributes: { type: "Account", referenceId: "AccountRef1" },
        Name: "Northwind",
        Tier__c: "gold",
        Industry: "Mining",
        Contacts: {
          records: [{ attributes: { type: "Contact", referenceId: "C1" }, FirstName: "Mei", LastName: "Li" }],
        },
      },
    ],
  }),
  "data/Invoices.json": JSON.stringify({
    records: [
      {
        attributes: { type: "Invoice__c", referenceId: "I1" },
        Account__c: "@AccountRef1",
        Status__c: "Paid",
        Total__c: 10.5,
        Key__c: "k1",
      },
      { attributes: { type: "Invoice__c", referenceId: "I2" }, Account__c: "@AccountRef9" },
      { attributes: { type: "Line__c", referenceId: "L1" }, Invoice__c: "@I1", Amount__c: 3 },
      { attributes: { type: "Line__c", referenceId: "L2" }, Invoice__c: "@I7" },
    ],
  }),
};

function written(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const { demo, rows, create, refused } = await httpOrg({ load: [written(project)] });

describe("an SFDX project with the files of sf data export tree", () => {
  test("its records are there, with what they refer to", async () => {
    expect(
      await rows("SELECT Name, Status__c, Account__r.Name, Account__r.Tier__c FROM Invoice__c ORDER BY Name"),
    ).toMatchObject([
      { Name: "INV-0001", Status__c: "Paid", Account__r: { Name: "Northwind", Tier__c: "gold" } },
      { Name: "INV-0002", Status__c: "Open", Account__r: null },
    ]);
    expect(
      await rows("SELECT Name, (SELECT Name FROM Contacts), (SELECT Total__c FROM Invoices__r) FROM Account"),
    ).toMatchObject([
      { Contacts: { records: [{ Name: "Mei Li" }] }, Invoices__r: { records: [{ Total__c: 10.5 }] } },
    ]);
    expect(await rows("SELECT Amount__c FROM Line__c")).toMatchObject([{ Amount__c: 3 }]);
    expect(await rows("SELECT Name FROM RecordType")).toMatchObject([{ Name: "Export & more" }]);
  });

  test("its fields keep Salesforce's rules", async () => {
    const post = (body: object) => refused("POST", "/sobjects/Invoice__c", { body });
    expect(await post({ Status__c: "Lost" })).toMatchObject({
      errorCode: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    });
    expect(await post({ Region__c: "APAC" })).toMatchObject({
      errorCode: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    });
    expect(await post({ Key__c: "K1" })).toMatchObject({ errorCode: "DUPLICATE_VALUE" });
    expect(await post({ Key__c: "1234567890123" })).toMatchObject({ errorCode: "STRING_TOO_LONG" });
    expect(await post({ Age__c: 1 })).toMatchObject({ errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE" });
    expect(await refused("POST", "/sobjects/Line__c", { body: {} })).toMatchObject({
      errorCode: "REQUIRED_FIELD_MISSING",
    });
    await create("Invoice__c", { Key__c: "k3", Place__Latitude__s: 10.5, Place__Longitude__s: 5 });
    expect(await rows("SELECT Name, Place__c FROM Invoice__c WHERE Key__c = 'k3'")).toMatchObject([
      { Name: expect.stringMatching(/^INV-000[34]$/), Place__c: { latitude: 10.5, longitude: 5 } },
    ]);
  });

  test("what the XML does not say, and what pointed into nothing, is told", () => {
    expect(demo.notes).toEqual([
      "Line__c has no object-meta.xml: its label and name field follow Salesforce's defaults.",
      expect.stringContaining("What the XML does not say follows Salesforce's defaults"),
      "1 row left out: Line__c.Invoice__c points to a record that is not here.",
      "Invoice__c.Account__c emptied in 1 row: it points to a record that is not here.",
      "Formulas of Invoice__c keep their values: Age__c.",
    ]);
  });
});

test.each<[string, Record<string, string>, string]>([
  [
    "a document type",
    fields("A__c", { B__c: '<!DOCTYPE x [<!ENTITY a "b">]>\n<CustomField/>' }),
    "B__c.field-meta.xml:1: declares a document type",
  ],
  [
    "broken XML",
    fields("A__c", { B__c: `${head}<CustomField>\n<type>Text</typ>\n</CustomField>` }),
    "B__c.field-meta.xml:3: is broken XML",
  ],
  [
    "an unknown type",
    fields("A__c", { B__c: customField("B__c", "Colour") }),
    'B__c.field-meta.xml:5: has the unknown field type "Colour".',
  ],
  [
    "a length that is none",
    fields("A__c", { B__c: customField("B__c", "Text", "<length>long</length>") }),
    "B__c.field-meta.xml:6: has length that is no whole number.",
  ],
  [
    "a value set that is not there",
    fields("A__c", {
      B__c: customField("B__c", "Picklist", "<valueSet><valueSetName>None</valueSetName></valueSet>"),
    }),
    "global value set None, which is not in the folder",
  ],
  [
    "a lookup to nothing",
    fields("A__c", { B__c: customField("B__c", "Lookup") }),
    "does not say to which object",
  ],
  [
    "a name that is none",
    fields("A__c", { B__c: customField('B"__c', "Text") }),
    "B__c.field-meta.xml:3: has the name",
  ],
  [
    "a record of nothing",
    { "data/a.json": '{"records":[{"attributes":{"type":"Nothing__c"}}]}' },
    "data/a.json:1: is a record of Nothing__c, which nothing describes.",
  ],
  [
    "an unknown field",
    { "data/a.json": '{"records":[\n{"attributes":{"type":"Account"},\n"Colour":"red"}]}' },
    'data/a.json:3: has "Colour", which Account does not have.',
  ],
  [
    "a wrong value",
    { "data/a.json": '{"records":[\n{"attributes":{"type":"Account"},\n"NumberOfEmployees":"x"}]}' },
    "data/a.json:3: NumberOfEmployees is",
  ],
  [
    "a referenceId twice",
    {
      "data/a.json": `{"records":[${'{"attributes":{"type":"Account","referenceId":"a"}}'},${'{"attributes":{"type":"Account","referenceId":"a"}}'}]}`,
    },
    "has the referenceId a twice.",
  ],
  [
    "a plan that leads out",
    { "data/p.json": '[{"sobject":"Account","files":["../../x.json"]}]' },
    'data/p.json:1: names "../../x.json", which leads out of the folder.',
  ],
  [
    "a plan of what is not there",
    { "data/p.json": '[{"sobject":"Account","files":["x.json"]}]' },
    "data/p.json:1: names x.json, which is no file with records here.",
  ],
])("%s is refused with file and line", async (_, files, problem) => {
  const own = written({ ...fields("Z__c", { Y__c: customField("Y__c", "Text") }), ...files });
  const failed = await startDemoOrg({ load: [own] }).catch((error: Error) => error);
  expect(failed).toMatchObject({ name: "LoadError", message: expect.stringContaining(problem) });
});

test("records may stand in a second folder", async () => {
  const { "data/Invoices.json": invoices = "", ...rest } = project;
  const loaded = await startDemoOrg({ load: [written(rest), written({ "Invoices.json": invoices })] });
  expect(loaded.org.store.all('SELECT "Name" FROM "Invoice__c"')).toHaveLength(2);
  await loaded.close();
});
