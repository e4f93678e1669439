import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../own-folder.ts";
import { type RawOrg, startRawOrg } from "../raw-org.ts";
import { initialize, initialized, Program } from "./program.ts";

const big = "12345678901234567890";
const files = temporaryFolder();
const row = `{"attributes":{"type":"Invoice__c"},"Id":"a00000000000001AAA","Big__c":${big},"Tiny__c":0.0000001}`;
let org: RawOrg;
let program: Program;
let number = 0;

beforeAll(async () => {
  org = await startRawOrg(({ method, url }) => {
    if (url.includes("/query")) return `{"totalSize":1,"done":true,"records":[${row}]}`;
    if (url.includes("/composite/batch"))
      return `{"hasErrors":false,"results":[{"statusCode":200,"result":${row}}]}`;
    if (url.endsWith("/composite"))
      return `{"compositeResponse":[{"body":${row},"httpStatusCode":200,"referenceId":"a"}]}`;
    if (method === "POST") return '{"id":"a00000000000001AAA","success":true,"errors":[]}';
    return row;
  });
  program = new Program({ ...org.settings, SALESFORCE_FILES_DIR: files });
  program.send(initialize(), initialized);
});

afterAll(async () => {
  expect(await program.end()).toEqual([0, null]);
  await org.close();
});

/** A call as a client writes it whose language has whole numbers of any length. */
async function called(tool: string, args: string): Promise<{ text: string; isError?: boolean }> {
  const id = ++number;
  program.send(
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${tool}","arguments":${args}}}\n`,
  );
  const { result, error } = await program.answer(id);
  expect(error).toBeUndefined();
  return { text: result.content[0].text, isError: result.isError };
}

const record = `{"Big__c":${big},"Tiny__c":1e-7,"Plain__c":1.5}`;

test.each([
  ["createRecord", `{"object":"Invoice__c","record":${record}}`],
  ["createRecord", `{"object":"Invoice__c","record":${JSON.stringify(record)}}`],
  ["updateRecord", `{"object":"Invoice__c","id":"a00000000000001AAA","record":${record}}`],
  ["executeCollection", `{"operation":"create","object":"Invoice__c","records":[${record}]}`],
  [
    "executeComposite",
    `{"compositeRequest":[{"method":"POST","url":"sobjects/Invoice__c","referenceId":"a","body":${record}}]}`,
  ],
  [
    "executeBatch",
    `{"batchRequests":[{"method":"POST","url":"sobjects/Invoice__c","richInput":${JSON.stringify(record)}}]}`,
  ],
])("%s sends each number as it was written: %s", async (tool, args) => {
  await called(tool, args);
  const { body } = org.requests.findLast(({ method }) => method !== "GET") ?? { body: "" };
  expect(body).toContain(`"Big__c":${big},`);
  expect(body).toContain('"Tiny__c":1e-7,');
  expect(body).toContain('"Plain__c":1.5');
});

test.each([
  [
    "executeQuery",
    '{"soql":"SELECT Id, Big__c, Tiny__c FROM Invoice__c"}',
    `Id,Big__c,Tiny__c\na00000000000001AAA,${big},0.0000001`,
  ],
  [
    "executeQuery",
    '{"soql":"SELECT Id, Big__c FROM Invoice__c","format":"json"}',
    `"Big__c":${big},"Tiny__c":0.0000001}`,
  ],
  ["getRecord", '{"object":"Invoice__c","id":"a00000000000001AAA"}', `"Big__c":${big},"Tiny__c":0.0000001`],
  [
    "executeBatch",
    '{"batchRequests":[{"method":"GET","url":"sobjects/Invoice__c/a00000000000001AAA"}]}',
    `"Big__c":${big},"Tiny__c":0.0000001`,
  ],
  [
    "executeComposite",
    '{"compositeRequest":[{"method":"GET","url":"sobjects/Invoice__c/a00000000000001AAA","referenceId":"a"}]}',
    `"Big__c":${big},"Tiny__c":0.0000001`,
  ],
])("%s shows each number as the org wrote it: %s", async (tool, args, shown) => {
  const { text } = await called(tool, args);
  expect(text).toContain(shown);
});

test.each([
  ["big.csv", `Id,Big__c,Tiny__c\na00000000000001AAA,${big},0.0000001\n`],
  ["big.json", `[{"Id":"a00000000000001AAA","Big__c":${big},"Tiny__c":0.0000001}]\n`],
  ["big.jsonl", `{"Id":"a00000000000001AAA","Big__c":${big},"Tiny__c":0.0000001}\n`],
])("%s holds each number as the org wrote it", async (name, content) => {
  await called("executeQuery", `{"soql":"SELECT Id, Big__c, Tiny__c FROM Invoice__c","saveTo":"${name}"}`);
  expect(await readFile(join(files, name), "utf8")).toBe(content);
});

test("a number where a text is asked is refused with the way out", async () => {
  const { text, isError } = await called("createRecord", `{"object":${big},"record":{"Name":"x"}}`);
  expect(isError).toBe(true);
  expect(text).toContain(
    `BAD_ARGUMENT: object: ${big} has more digits than a number keeps here; write it in quotes`,
  );
});
