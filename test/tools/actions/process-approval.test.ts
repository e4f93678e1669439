import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { type Connected, connect } from "../../connect.ts";

let org: DemoOrg;
let server: Connected;
let deals: string[] = [];

beforeAll(async () => {
  org = await startDemoOrg();
  server = await connect({ org });
  const soql = "SELECT Id FROM Opportunity WHERE IsClosed = false AND Amount > 20000 LIMIT 12";
  deals = (await server.call("executeQuery", { soql })).text.split("\n").slice(2);
});

afterAll(async () => {
  await server.close();
  await org.close();
});

function nextDeal(): string {
  const id = deals.pop();
  if (id === undefined) throw new Error("the demo org has too few large deals");
  return id;
}

const act = async (action: string, ids: readonly string[], more: Record<string, unknown> = {}) => {
  const { text, isError } = await server.call("processApproval", { action, ids, ...more });
  return { text, isError, answer: () => JSON.parse(text.slice(text.indexOf("{"))) };
};
const approvals = () => Object.entries(org.counters()).filter(([name]) => name === "POST /process/approvals");

test("a deal is submitted, lies with somebody, and is approved by its record", async () => {
  const id = nextDeal();
  const submitted = await act("Submit", [id], { comments: "Please" });
  expect(submitted.answer()).toMatchObject({
    action: "Submit",
    success: true,
    id,
    status: "Pending",
    happened: "submitted; Pending, and lies with Dana Demo now",
    workItems: [expect.stringMatching(/^04i/)],
    canUndo: false,
    reason: "what submit did cannot be taken back",
  });
  const locked = await server.call("updateRecord", { object: "Opportunity", id, record: { NextStep: "x" } });
  expect(locked.text).toMatch(/^ENTITY_IS_LOCKED: .*\n.*\nHint: An approval keeps the record locked/);
  const approved = await act("Approve", [id], { comments: "Fine" });
  expect(approved.answer()).toMatchObject({ success: true, status: "Approved", happened: "Approved" });
  expect((await server.call("listChanges")).text).toMatch(
    /,processApproval,approval,.*false,what approve did/,
  );
});

test("work items are decided by their own ids, beside records", async () => {
  const [one, two] = [nextDeal(), nextDeal()];
  const { workItems } = (await act("Submit", [one])).answer();
  const other = await server.call("executeQuery", { soql: "SELECT Id FROM User WHERE Name = 'Kim Brandt'" });
  const approver = /^005\w{15}/m.exec(other.text)?.[0];
  await act("Submit", [two], approver ? { nextApproverIds: [approver] } : {});
  const { answer } = await act("Reject", [workItems[0], two], { comments: "Too dear" });
  expect(answer()).toMatchObject({
    summary: "2 requests rejected",
    results: [
      { request: 1, id: one, status: "Rejected" },
      { request: 2, id: two, happened: "Rejected" },
    ],
  });
});

test("failures come first with code and hint, what went well behind them", async () => {
  const [small, large] = [
    /^006\w{15}/m.exec(
      (
        await server.call("executeQuery", {
          soql: "SELECT Id FROM Opportunity WHERE IsClosed = false AND Amount < 9000 LIMIT 1",
        })
      ).text,
    )?.[0] ?? "",
    nextDeal(),
  ];
  const { text, isError, answer } = await act("Submit", [small, large]);
  expect(isError).toBe(false);
  expect(text).toMatch(/^\{"summary":"1 of 2 requests failed, 1 submitted; of what failed nothing was kept"/);
  expect(answer()).toMatchObject({
    failed: [
      { request: 1, code: "NO_APPLICABLE_PROCESS", hint: expect.stringContaining("skipEntryCriteria") },
    ],
    results: [{ request: 2, id: large }],
  });
  const again = await act("Submit", [large]);
  expect(again.isError).toBe(true);
  expect(again.text).toMatch(/^ALREADY_IN_PROCESS: /);
  expect(again.answer().failed[0].hint).toContain(`ProcessInstance.TargetObjectId = '${large}'`);
});

test("what may not be decided by this user has a hint", async () => {
  const id = nextDeal();
  await act("Submit", [id]);
  const errors = [{ statusCode: "INSUFFICIENT_ACCESS", message: "insufficient access rights", fields: [] }];
  const body = JSON.stringify([{ success: false, errors, entityId: null, instanceStatus: null }]);
  org.faults.add({ method: "POST", path: "/process/approvals", answer: { status: 400, body } });
  const { text, isError } = await act("Approve", [id]);
  expect(isError).toBe(true);
  expect(text).toMatch(/^INSUFFICIENT_ACCESS: insufficient access rights\n/);
  expect(text).toContain("is not the one who is asked");
});

test("what is not open, is open several times or is given twice is refused before anything is sent", async () => {
  const id = nextDeal();
  const before = approvals();
  const none = await act("Approve", [id]);
  expect(none.text).toMatch(new RegExp(`^BAD_ARGUMENT: ids: nothing waits for an approval of ${id}`));
  const row = (itemId: string, name: string) => ({
    Id: itemId,
    ActorId: "005000000000001AAA",
    Actor: { Name: name },
    ProcessInstance: { TargetObjectId: id },
  });
  const records = [row("04i000000000001AAA", "Ann"), row("04i000000000002AAA", "Bob")];
  org.faults.add({
    path: "ProcessInstanceWorkitem",
    answer: { status: 200, body: JSON.stringify({ totalSize: 2, done: true, records }) },
  });
  const several = await act("Reject", [id]);
  expect(several.text).toContain(`${id} has 04i000000000001AAA (with Ann), 04i000000000002AAA (with Bob)`);
  expect((await act("Submit", [id, id.slice(0, 15)])).text).toContain("named twice");
  expect((await act("Submit", ["04i000000000001AAA"])).text).toContain("is a work item");
  expect((await act("Approve", [id], { processName: "X" })).text).toContain("only Submit takes it");
  expect((await act("Reject", [id], { nextApproverIds: ["005000000000001AAA"] })).text).toContain(
    "nobody next",
  );
  expect(approvals()).toEqual(before);
});

test("a lost answer says that nobody knows, and is not repeated", async () => {
  const id = nextDeal();
  org.faults.add({ method: "POST", path: "/process/approvals", close: "after" });
  const { text, isError } = await act("Submit", [id]);
  expect(isError).toBe(true);
  expect(text).toMatch(/^NETWORK: .*may or may not have been done/);
  expect((await act("Submit", [id])).text).toContain("ALREADY_IN_PROCESS");
});
