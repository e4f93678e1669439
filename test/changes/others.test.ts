import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { PlainHttp } from "./plain-http.ts";

let server: Connected;
let http: PlainHttp;

/** Dates tell whole seconds, so each hand takes its own. */
let passed = 0;
const now = () => Date.now() + passed;

beforeAll(async () => {
  server = await connect({ org: await startDemoOrg({ now }) });
  http = new PlainHttp(server.org);
});

afterEach(() => server.org.faults.clear());

afterAll(async () => {
  await server.close();
  await server.org.close();
});

async function byHand(object: string, id: string, values: object): Promise<void> {
  passed += 2_000;
  await http.ask(`/sobjects/${object}/${id}`, { method: "PATCH", body: JSON.stringify(values) });
  passed += 2_000;
}

/** The first line of what listChanges says of a record. */
async function told(recordId: string, on = server): Promise<string> {
  const { text, isError } = await on.call("listChanges", { recordId });
  expect(isError, text).toBe(false);
  return text.split("\n")[0] ?? "";
}

async function made(object: string, record: object): Promise<string> {
  const { text } = await server.call("createRecord", { object, record });
  return JSON.parse(text).id;
}

test("what this server did last needs no note", async () => {
  const id = await made("Account", { Name: "Ours" });
  expect(await told(id)).toBe("# totalSize=1 returned=1");
  await server.call("updateRecord", { object: "Account", id, record: { Phone: "1" } });
  expect(await told(id)).toBe("# totalSize=2 returned=2");
  await server.call("undoChange", { change: "c2" });
  expect(await told(id)).toBe("# totalSize=3 returned=3");
});

test("a change by others is told with its moment, and field by field where the object keeps that", async () => {
  const id = await made("Account", { Name: "Shared", Phone: "1" });
  await byHand("Account", id, { Phone: "2", Description: "x" });
  await byHand("Account", id, { Rating: "Hot" });
  await server.call("updateRecord", { object: "Account", id, record: { Industry: "Energy" } });
  const line = await told(id);
  // The last one was ours; those before it were not.
  expect(line).not.toContain("changed it last");
  expect(line).toMatch(
    /^# totalSize=2 returned=2 · note: fields that others changed, newest first: Rating empty → 'Hot' \(Dana Demo, \d{4}-[^)]*\); Phone '1' → '2' \(Dana Demo, [^)]*\)$/,
  );
  await byHand("Account", id, { Name: "Theirs" });
  expect(await told(id)).toMatch(
    / · note: not by this server: Dana Demo changed it last, at \d{4}-\d\d-\d\dT\S+ · note: fields that others changed, newest first: Name 'Shared' → 'Theirs'/,
  );
});

test("an object without field history tells who and when", async () => {
  const id = await made("Contact", { LastName: "Shared" });
  await byHand("Contact", id, { Title: "Boss" });
  expect(await told(id)).toMatch(/note: not by this server: Dana Demo changed it last, at \S+$/);
});

test("what this server never touched is told as well, in one read", async () => {
  const id = await http.create("Opportunity", {
    Name: "Deal",
    StageName: "Prospecting",
    CloseDate: "2026-12-31",
  });
  await byHand("Opportunity", id, { Amount: 5 });
  server.org.resetCounters();
  expect(await told(id)).toMatch(/^# totalSize=0 returned=0 · note: not by this .* Amount empty → '5'/);
  expect(server.org.counters()["http.GET"]).toBe(1);
});

test("nothing that goes wrong with it fails the call", async () => {
  const id = await made("Account", { Name: "Quiet" });
  await byHand("Account", id, { Phone: "2" });
  server.org.faults.add({ path: /\/queryAll/, answer: { status: 403, body: "[]" } });
  expect(await told(id)).toBe("# totalSize=1 returned=1");
  expect(await told("0010000000000AAAAA")).toBe("# totalSize=0 returned=0");
});

test("object lists hold for the record, its history and those who changed it", async () => {
  const id = await made("Account", { Name: "Listed" });
  await byHand("Account", id, { Phone: "2" });
  const listed = (denied: string) =>
    connect({ org: server.org, settings: { SALESFORCE_DENIED_OBJECTS: denied } });
  const [noHistory, noUser, noAccount] = await Promise.all([
    listed("AccountHistory"),
    listed("User"),
    listed("Account"),
  ]);
  expect(await told(id, noHistory)).toMatch(/Dana Demo changed it last, at \S+$/);
  const nameless = await told(id, noUser);
  expect(nameless).toMatch(/005\w{15} changed it last/);
  expect(nameless).not.toContain("Dana");
  expect((await noAccount.call("listChanges", { recordId: id })).text).not.toContain("changed it last");
  await Promise.all([noHistory.close(), noUser.close(), noAccount.close()]);
});
