import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { anyText } from "../any-text.ts";
import { runs } from "../runs.ts";
import { call, initialize, initialized, type Message, Program, request } from "./program.ts";

let org: DemoOrg;
let program: Program;
let number = 0;

beforeAll(async () => {
  org = await startDemoOrg();
  program = new Program({ ...org.settings, SALESFORCE_LOG_LEVEL: "error" });
  program.send(initialize(), initialized);
  await program.answer("init");
});

afterAll(async () => {
  expect(program.stray).toEqual([]);
  expect(program.stderr).toBe("");
  expect(await program.end()).toEqual([0, null]);
  await org.close();
});

function expectJsonRpc(message: Message): void {
  expect(message.jsonrpc).toBe("2.0");
  const kinds = [message.result, message.error, message.method].filter((kind) => kind !== undefined);
  expect(kinds).toHaveLength(1);
}

/** Sends lines and then a ping; when that and every id are answered, hands over what was said. */
async function said(lines: readonly (Message | string)[], ids: readonly string[]): Promise<Message[]> {
  const before = program.messages.length;
  const last = `ping ${++number}`;
  program.send(...lines, request(last, "ping"));
  await Promise.all([...ids, last].map((id) => program.answer(id)));
  return program.messages.slice(before);
}

const json = fc.jsonValue({ maxDepth: 3 });

/** Lines that a broken client might send: texts, values, and messages with parts missing or of another type. */
const brokenLine = fc.oneof(
  anyText().map((text) => text.replaceAll("\n", " ")),
  json.map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        jsonrpc: fc.oneof(fc.constant("2.0"), json),
        method: fc.oneof(fc.constantFrom("tools/list", "tools/call", "ping", "initialize"), json),
        params: json,
        result: json,
        error: json,
      },
      { requiredKeys: [] },
    )
    .map((message) => JSON.stringify(message)),
  fc.array(json, { maxLength: 3 }).map((batch) => JSON.stringify(batch)),
);

test("whatever lines come, stdout carries JSON-RPC and the requests among them are answered once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(brokenLine, { maxLength: 6 }),
      fc.array(json, { maxLength: 2 }),
      async (lines, more) => {
        const ids = more.map(() => `request ${++number}`);
        // A request with any params at all.
        const requests = more.map((params, index) =>
          JSON.stringify({ jsonrpc: "2.0", id: ids[index], method: "tools/call", params }),
        );
        const mixed = [...lines, ...requests].sort().map((line) => `${line}\n`);
        for (const message of await said(mixed, ids)) expectJsonRpc(message);
        for (const id of ids) expect(program.answersTo(id)).toHaveLength(1);
      },
    ),
    { numRuns: runs(60) },
  );
});

interface Schema {
  type?: string;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
}

/** Texts that lead somewhere, by the name of the argument. */
const telling: Record<string, readonly string[]> = {
  object: ["Account", "Contact", "Task", "Project__c", "Nope"],
  name: ["Account", "Contact"],
  id: ["001DE00000000G9YAI", "003DE00000000G9YAI", "001000000000000"],
  ids: ["001DE00000000G9YAI", "001DE00000000GAYAY"],
  externalIdField: ["External_Id__c", "Id", "Name"],
  externalId: ["EXT-1", "a/b?c", "001DE00000000G9YAI"],
  fields: ["Name", "Id", "Owner.Name", "Nmae"],
  names: ["DailyApiRequests", "nope"],
  soql: [
    "SELECT Id, Name, Owner.Name FROM Account LIMIT 300",
    "SELECT Id, (SELECT Id FROM Contacts) FROM Account LIMIT 5",
    "SELECT COUNT() FROM Task",
    "SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry",
    "SELECT * FROM Account",
    "SELECT FIELDS(ALL) FROM Contact LIMIT 3",
  ],
  sosl: ["FIND {Ada} RETURNING Contact(Id, Name)", "FIND {"],
  term: ["Ada", "and or not", "a*?\"'\\{}"],
  method: ["GET", "POST", "PATCH", "DELETE", "post"],
  url: ["sobjects/Account", "/services/data/v66.0/query?q=SELECT+Id+FROM+Account", "../x", "limits"],
  reportId: ["00ODE00000000012AA", "00ODE00000000032AA", "00ODE00000000042AA"],
  dashboardId: ["01ZDE00000000012AA"],
  column: ["AMOUNT", "Stage", "CLOSE_DATE", "nope"],
  operator: ["equals", "greaterThan", "contains"],
  range: ["THIS_YEAR", "nope"],
  jobId: ["750000000000001"],
  csv: ["LastName\nOne\n", "LastName;x\n", ""],
  lineEnding: ["LF"],
  saveTo: ["rows.csv"],
  file: ["rows.csv"],
  cursor: ["0123456789abcdef"],
};

/** Values that a schema allows or nearly so; now and then anything. */
function fuzzed(schema: Schema, name = ""): fc.Arbitrary<unknown> {
  const meant = (arbitrary: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: json });
  if (schema.enum) return meant(fc.constantFrom(...schema.enum));
  if (schema.anyOf) return meant(fc.oneof(...schema.anyOf.map((inner) => fuzzed(inner, name))));
  if (schema.type === "integer" || schema.type === "number") return meant(fc.integer({ min: 0, max: 300 }));
  if (schema.type === "boolean") return meant(fc.boolean());
  if (schema.type === "array") {
    const items = fuzzed(schema.items ?? {}, name);
    return meant(fc.array(items, { minLength: 1, maxLength: 3 }));
  }
  if (schema.type === "object" && schema.properties) return meant(argumentsOf(schema));
  if (schema.type === "object")
    return meant(fc.dictionary(fc.constantFrom("Name", "LastName", "Amount", "x"), json, { maxKeys: 3 }));
  const texts = telling[name];
  return meant(texts ? fc.constantFrom(...texts) : fc.string({ maxLength: 30 }));
}

/** What is required, and a few of the others. */
function argumentsOf({ properties = {}, required }: Schema): fc.Arbitrary<object> {
  const needed = required ?? [];
  const optional = Object.keys(properties).filter((name) => !needed.includes(name));
  return fc.subarray(optional, { maxLength: Math.min(optional.length, 2) }).chain((more) => {
    const names = [...needed, ...more];
    return fc.record(Object.fromEntries(names.map((name) => [name, fuzzed(properties[name] ?? {}, name)])));
  });
}

test("whatever arguments come, every tool answers once and none falls over", async () => {
  program.send(request("tools", "tools/list"));
  const tools: { name: string; inputSchema: Schema }[] = (await program.answer("tools")).result.tools;
  const calls = tools.map(({ name, inputSchema }) =>
    argumentsOf(inputSchema).map((args) => ({ name, args })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...calls), { minLength: 5, maxLength: 5 }), async (chosen) => {
      const ids = chosen.map(() => `call ${++number}`);
      await said(
        chosen.map(({ name, args }, index) => call(ids[index] ?? "", name, args)),
        ids,
      );
      for (const [index, id] of ids.entries()) {
        const [answer, again] = program.answersTo(id);
        expect(again).toBeUndefined();
        const text: string = answer?.result.content[0].text;
        expect(text.length).toBeLessThanOrEqual(40_000);
        expect(text, JSON.stringify(chosen[index])).not.toMatch(/This looks like a bug|UNKNOWN_EXCEPTION/);
      }
    }),
    { numRuns: runs(60) },
  );
});
