import { beforeAll, expect, test } from "vitest";
import { bulkServer, type JobAnswer } from "../tools/bulk/server.ts";
import { PlainHttp } from "./plain-http.ts";

/** More than are looked at all together. */
const many = 10_040;
const server = await bulkServer();
const others = new PlainHttp(server.org);

type Made = JobAnswer & { change: string };
let made: Made;

async function answered(tool: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { text } = await server.call(tool, { ...args });
  return JSON.parse(text.slice(text.indexOf("{")));
}

const leads = "Lead WHERE Company = 'Many'";

beforeAll(async () => {
  const lines = Array.from({ length: many }, (_, index) => `Many ${index},Many,"old, ${index}"`);
  server.file("many.csv", `LastName,Company,Title\n${lines.join("\n")}\n`);
  made = (await server.job({ object: "Lead", operation: "insert", file: "many.csv" })) as Made;
}, 30_000);

async function massUpdate(set: Record<string, unknown>, backupTo: string): Promise<Made> {
  const args = { object: "Lead", operation: "update", query: `SELECT Id FROM ${leads}`, set, backupTo };
  const { plan } = (await server.job(args)) as unknown as { plan: string };
  return (await server.job({ ...args, plan })) as Made;
}

test("an update of very many records is taken back part by part, what others changed left alone, and goes on", async () => {
  const { change } = await massUpdate({ Title: "new", Website: "x" }, "titles.csv");
  const [one] = await others.query(`SELECT Id FROM ${leads} ORDER BY Id DESC LIMIT 1`);
  await others.ask(`/sobjects/Lead/${one?.["Id"]}`, {
    method: "PATCH",
    body: JSON.stringify({ Title: "newer" }),
  });
  const preview = await answered("undoChange", { change, preview: true });
  expect(preview["summary"]).toBe(
    `nothing was changed; it would be: ${many - 1} put back, 1 left alone (force: true overwrites what others changed)`,
  );
  expect(preview["records"]).toHaveLength(50);
  expect(preview["moreRecords"]).toBe(many - 51);
  expect(await server.count(`${leads} AND Title = 'new'`)).toBe(many - 1);
  // Interrupted, it is told, and the next try goes on.
  server.org.faults.add({ path: "/jobs/ingest", method: "POST", close: "before", times: 4 });
  const broken = await server.call("undoChange", { change });
  expect(broken.isError, broken.text).toBe(true);
  server.org.faults.clear();
  const undone = await answered("undoChange", { change });
  expect(undone["summary"]).toMatch(new RegExp(`^${many - 1} put back, 1 left alone`));
  expect(undone["leftAlone"]).toMatchObject([
    { id: one?.["Id"], fields: { Title: { now: "newer", left: "new" } } },
  ]);
  expect(await server.count(`${leads} AND Title LIKE 'old, %' AND Website = null`)).toBe(many - 1);
  // What is as before already is nothing to do, and the rest gives in to force.
  const forced = await answered("undoChange", { change, force: true });
  expect(forced["summary"]).toBe(`1 put back, ${many - 1} already as before`);
  expect(await server.call("listChanges", {})).toMatchObject({
    text: expect.stringMatching(new RegExp(`${change},[^\\n]*,false,taken back`)),
  });
}, 60_000);

test("an insert of very many records is deleted by a job, and comes back", async () => {
  // Of later jobs as large as this one nobody keeps which records they changed.
  const careful = await answered("undoChange", { change: made.change, preview: true });
  expect(careful["summary"]).toMatch(`${many - 1} left alone`);
  const undone = await answered("undoChange", { change: made.change, force: true });
  expect(undone["summary"]).toBe(`${many} deleted`);
  expect(await server.count(leads)).toBe(0);
  const again = await answered("undoChange", { change: undone["change"] });
  expect(again["summary"]).toBe(`${many} undeleted`);
  expect(await server.count(leads)).toBe(many);
}, 60_000);

test("several changes at once say which one is to be taken back by itself", async () => {
  const { change } = await massUpdate({ Title: "again" }, "again.csv");
  const { text } = await server.call("createRecord", { object: "Account", record: { Name: "After" } });
  expect(text).toContain('"success":true');
  const undone = await answered("undoChange", { since: change });
  expect(undone["summary"]).toBe("1 deleted");
  expect(undone["cannotTakeBack"]).toEqual([
    {
      change,
      tool: "createBulkJob",
      reason: expect.stringMatching(/^it is about 10\d{3} records; undoChange .* takes it back by itself$/),
    },
  ]);
}, 60_000);

test("an insert that nobody changed since is taken back by a job", async ({ onTestFinished }) => {
  const own = await bulkServer({}, onTestFinished);
  const lines = Array.from({ length: many }, (_, index) => `Many ${index},Many\n`);
  own.file("many.csv", `LastName,Company\n${lines.join("")}`);
  await own.job({ object: "Lead", operation: "insert", file: "many.csv" });
  const { text } = await own.call("listChanges", {});
  const change = /^c\d+/m.exec(text)?.[0];
  expect(await own.count("Lead WHERE Company = 'Many'")).toBe(many);
  const jobs = own.org.counters()["bulk.ingest"] ?? 0;
  const undone = await own.job({ change }, "undoChange");
  expect(undone.summary).toBe(`${many} deleted`);
  expect(own.org.counters()["bulk.ingest"]).toBe(jobs + 1);
  expect(await own.count("Lead WHERE Company = 'Many'")).toBe(0);
}, 60_000);
