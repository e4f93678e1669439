import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

async function called(name: string, args: Record<string, unknown>) {
  const { text, isError } = await server.call(name, args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

async function count(where: string): Promise<number> {
  const { text } = await server.call("executeQuery", { soql: `SELECT COUNT() FROM Lead WHERE ${where}` });
  return Number(/totalSize=(\d+)/.exec(text)?.[1]);
}

const leads = (company: string, rows: number) =>
  `LastName,Company\n${Array.from({ length: rows }, (_, index) => `${company} ${index},${company}`).join("\n")}`;

test("what an insert job made is deleted, and its failed rows are nothing to take back", async () => {
  const csv = `${leads("Bulk", 250)}\n,Bulk\n`;
  const { change, canUndo } = await called("createBulkJob", { object: "Lead", operation: "insert", csv });
  expect(canUndo).toBeUndefined();
  expect(await count("Company = 'Bulk'")).toBe(250);
  const preview = await called("undoChange", { change, preview: true });
  expect(preview.summary).toBe("nothing was changed; it would be: 250 deleted");
  const undone = await called("undoChange", { change });
  expect(undone.summary).toBe("250 deleted");
  expect(await count("Company = 'Bulk'")).toBe(0);
  // The undo is a change of its own.
  expect((await called("undoChange", { change: undone.change })).summary).toBe("250 undeleted");
  expect(await count("Company = 'Bulk'")).toBe(250);
});

test("what a delete job deleted is undeleted", async () => {
  await called("createBulkJob", { object: "Lead", operation: "insert", csv: leads("Gone", 3) });
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Lead WHERE Company = 'Gone'" });
  const csv = text.split("\n").slice(1).join("\n");
  const { change } = await called("createBulkJob", { object: "Lead", operation: "delete", csv });
  expect(await count("Company = 'Gone'")).toBe(0);
  expect((await called("undoChange", { change })).summary).toBe("3 undeleted");
  expect(await count("Company = 'Gone'")).toBe(3);
});

test("an update job says that it cannot be taken back, and why", async () => {
  const { id } = await called("createRecord", { object: "Lead", record: { LastName: "U", Company: "Up" } });
  const answer = await called("createBulkJob", {
    object: "Lead",
    operation: "update",
    records: [{ Id: id, Company: "Down" }],
  });
  expect(answer).toMatchObject({ canUndo: false, reason: "nothing tells what the records held before" });
  const { text, isError } = await server.call("undoChange", { change: answer.change });
  expect(isError).toBe(false);
  expect(text).toContain("nothing tells what the records held before");
});
