import { expect, test } from "vitest";
import { keyed } from "../../../src/demo/json.ts";
import { until } from "../../until.ts";
import { httpOrg } from "../http-org.ts";

const { ask, rows, create } = await httpOrg();

const record = (External_Id__c: string | null, Name: string) => ({
  attributes: { type: "Account" },
  External_Id__c,
  Name,
});
const twice = (key: string) => ({
  success: false,
  errors: [
    {
      statusCode: "DUPLICATE_VALUE",
      message: `Duplicate external id specified: ${key}`,
      fields: ["External_Id__c"],
    },
  ],
});

test("a collection refuses every record of a key that it names twice, and saves the others", async () => {
  const { body } = await ask("PATCH", "/composite/sobjects/Account/External_Id__c", {
    body: {
      records: [
        record("e1", "a"),
        record("e2", "b"),
        record("E1", "c"),
        record(null, "d"),
        record(null, "e"),
      ],
    },
  });
  const missing = {
    success: false,
    errors: [{ statusCode: "MISSING_ARGUMENT", message: "External_Id__c not specified" }],
  };
  expect(body).toMatchObject([twice("e1"), { success: true, created: true }, twice("E1"), missing, missing]);
  expect(await rows("SELECT Id FROM Account WHERE External_Id__c = 'e1'")).toEqual([]);
});

test("an id too, in 15 letters or 18; none at all creates", async () => {
  const id = await create("Account", { Name: "By id" });
  const { body } = await ask("PATCH", "/composite/sobjects/Account/Id", {
    body: {
      records: [
        { Id: id, Name: "a" },
        { id: id.slice(0, 15), Name: "b" },
        { Id: null, Name: "New" },
      ],
    },
  });
  const errors = [{ statusCode: "DUPLICATE_VALUE", fields: ["Id"] }];
  expect(body).toMatchObject([
    { success: false, errors },
    { success: false, errors },
    { success: true, created: true },
  ]);
});

test("a bulk upsert within each of its batches of 200", async () => {
  const made = await ask("POST", "/jobs/ingest", {
    body: { object: "Account", operation: "upsert", externalIdFieldName: "External_Id__c", lineEnding: "LF" },
  });
  const { id } = keyed(made.body);
  const lines = Array.from(
    { length: 250 },
    (_, index) => `b${index === 3 || index === 240 ? 2 : index},Row ${index}`,
  );
  await ask("PUT", `/jobs/ingest/${id}/batches`, {
    body: `External_Id__c,Name\n${lines.join("\n")}\n`,
    headers: { "content-type": "text/csv" },
  });
  await ask("PATCH", `/jobs/ingest/${id}`, { body: { state: "UploadComplete" } });
  await until(async () => keyed((await ask("GET", `/jobs/ingest/${id}`)).body)["state"] === "JobComplete");
  const failed = String((await ask("GET", `/jobs/ingest/${id}/failedResults`)).body);
  expect(failed.match(/DUPLICATE_VALUE:Duplicate external id specified: b2:External_Id__c --/g)).toHaveLength(
    2,
  );
  expect(await rows("SELECT Name FROM Account WHERE External_Id__c = 'b2'")).toMatchObject([
    { Name: "Row 240" },
  ]);
});
