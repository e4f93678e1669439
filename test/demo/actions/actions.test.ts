import { describe, expect, test } from "vitest";
import { type JsonRecord, keyed } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, create, demo, refused, rows } = await httpOrg();

const run = (path: string, ...inputs: JsonRecord[]) => ask("POST", `/actions/${path}`, { body: { inputs } });
const account = await create("Account", { Name: "Acted on" });
const deal = (more: JsonRecord = {}) =>
  create("Opportunity", {
    Name: "Deal",
    AccountId: account,
    StageName: "Prospecting",
    CloseDate: "2027-01-01",
    Amount: 50_000,
    ...more,
  });
/** The one result of a run. */
const result = async (path: string, input: JsonRecord) => {
  const { status, body } = await run(path, input);
  const [only] = Array.isArray(body) ? body : [];
  return { status, ...keyed(only) };
};

describe("invocable actions", () => {
  test("are not sent again to whoever has them already", async () => {
    for (const path of ["/actions/standard", "/actions/custom/flow/Plan_Follow_Up", "/quickActions"]) {
      const headers = { "if-modified-since": new Date().toUTCString() };
      expect((await ask("GET", path, { headers })).status).toBe(304);
      expect((await ask("GET", path)).status).toBe(200);
    }
  });

  test("are listed and described", async () => {
    const names = async (path: string) =>
      (keyed((await ask("GET", path)).body)["actions"] as JsonRecord[]).map(({ name }) => name);
    expect(await names("/actions/standard")).toEqual(["chatterPost", "emailSimple", "submit"]);
    expect(keyed((await ask("GET", "/actions/custom")).body)).toMatchObject({
      flow: "/services/data/v68.0/actions/custom/flow",
    });
    expect(await names("/actions/custom/flow")).toEqual(["Plan_Follow_Up"]);
    expect(await names("/actions/custom/apex")).toEqual(["ApplyDiscount"]);
    expect(await names("/actions/custom/quickAction")).toContain("Account.New_Contact");
    expect((await ask("GET", "/actions/custom/apex/ApplyDiscount")).body).toMatchObject({
      name: "ApplyDiscount",
      inputs: [{ name: "opportunityId", required: true, type: "STRING" }, { name: "percent" }],
      outputs: [{ name: "oldAmount" }, { name: "newAmount" }],
    });
    for (const path of [
      "/actions/standard/nope",
      "/actions/custom/flow/ApplyDiscount",
      "/actions/custom/nope",
    ])
      expect(await refused("GET", path)).toMatchObject({ status: 404, errorCode: "NOT_FOUND" });
  });

  test("a post lies on its record", async () => {
    const answer = await result("standard/chatterPost", { subjectNameOrId: account, text: "Called them" });
    expect(answer).toMatchObject({ status: 200, actionName: "chatterPost", isSuccess: true, errors: null });
    const id = keyed(answer["outputValues" as keyof typeof answer])["feedItemId"];
    expect(await rows(`SELECT Body, ParentId FROM FeedItem WHERE Id = '${id}'`)).toMatchObject([
      { Body: "Called them", ParentId: account },
    ]);
  });

  test("a mail lies in the box, and none does that was refused", async () => {
    const mail = {
      emailSubject: "Hello",
      emailBody: "Line 1\nLine 2",
      emailAddresses: "a@x.example, b@x.example",
    };
    const before = demo.outbox().length;
    const { status, body } = await run(
      "standard/emailSimple",
      mail,
      { ...mail, emailAddresses: "nobody" },
      { emailBody: "x" },
    );
    expect(status).toBe(400);
    expect(body).toMatchObject([
      { isSuccess: true },
      { isSuccess: false, errors: [{ statusCode: "INVALID_EMAIL_ADDRESS" }] },
      {
        isSuccess: false,
        errors: [
          { statusCode: "MISSING_ARGUMENT", message: "Missing required input parameter: emailSubject" },
        ],
      },
    ]);
    expect(demo.outbox().slice(before)).toEqual([
      { to: ["a@x.example", "b@x.example"], subject: "Hello", body: "Line 1\nLine 2" },
    ]);
  });

  test("a flow gives what it made, or a fault", async () => {
    const made = await result("custom/flow/Plan_Follow_Up", { accountId: account, daysFromNow: 3 });
    expect(made).toMatchObject({ status: 200, outputValues: { Flow__InterviewStatus: "Finished" } });
    const id = keyed(made["outputValues" as keyof typeof made])["taskId"];
    expect(await rows(`SELECT Subject, WhatId FROM Task WHERE Id = '${id}'`)).toMatchObject([
      { Subject: "Follow up", WhatId: account },
    ]);
    expect(await result("custom/flow/Plan_Follow_Up", { accountId: "001000000000000AAA" })).toMatchObject({
      status: 400,
      isSuccess: false,
      errors: [{ statusCode: "UNKNOWN_EXCEPTION", message: expect.stringContaining("unhandled fault") }],
    });
  });

  test.each<[JsonRecord, string]>([
    [{ percent: 10 }, "MISSING_ARGUMENT"],
    [{ opportunityId: "006000000000000AAA", percent: 10 }, "APEX_ERROR"],
    [{ opportunityId: "x", percent: "10" }, "INVALID_ARGUMENT"],
    [{ opportunityId: "x", percent: 10, nope: 1 }, "INVALID_ARGUMENT"],
  ])("an Apex class refuses %j with %s", async (input, statusCode) => {
    expect(await result("custom/apex/ApplyDiscount", input)).toMatchObject({
      status: 400,
      errors: [{ statusCode }],
    });
  });

  test("an Apex class changes each record for itself", async () => {
    const [first, second] = [await deal({ Amount: 200 }), await deal({ Amount: 300 })];
    const { body } = await run(
      "custom/apex/ApplyDiscount",
      { opportunityId: first, percent: 25 },
      { opportunityId: second, percent: 90 },
    );
    expect(body).toMatchObject([{ outputValues: { oldAmount: 200, newAmount: 150 } }, { isSuccess: false }]);
    expect(
      await rows(`SELECT Amount FROM Opportunity WHERE Id IN ('${first}', '${second}') ORDER BY Amount`),
    ).toMatchObject([{ Amount: 150 }, { Amount: 300 }]);
  });
});

describe("approvals", () => {
  const approvals = (...requests: JsonRecord[]) => ask("POST", "/process/approvals", { body: { requests } });
  const first = ({ body }: { body: unknown }) => keyed(Array.isArray(body) ? body[0] : undefined);

  test("a large deal is locked until it is decided", async () => {
    expect((await ask("GET", "/process/approvals")).body).toMatchObject({
      approvals: { Opportunity: [{ name: "Large Deal Approval", object: "Opportunity" }] },
    });
    const id = await deal();
    const submitted = first(await approvals({ actionType: "Submit", contextId: id, comments: "Please" }));
    expect(submitted).toMatchObject({ success: true, entityId: id, instanceStatus: "Pending", errors: null });
    const [item] = submitted["newWorkitemIds"] as string[];
    expect(
      await rows(
        `SELECT Id, ProcessInstance.TargetObjectId FROM ProcessInstanceWorkitem WHERE Id = '${item}'`,
      ),
    ).toMatchObject([{ ProcessInstance: { TargetObjectId: id } }]);
    for (const [method, body] of [
      ["PATCH", { NextStep: "x" }],
      ["DELETE", undefined],
    ] as const)
      expect(await refused(method, `/sobjects/Opportunity/${id}`, { body })).toMatchObject({
        status: 400,
        errorCode: "ENTITY_IS_LOCKED",
      });
    expect(first(await approvals({ actionType: "Submit", contextId: id }))).toMatchObject({
      errors: [{ statusCode: "ALREADY_IN_PROCESS" }],
    });
    expect(
      first(await approvals({ actionType: "Approve", contextId: item, comments: "Fine" })),
    ).toMatchObject({
      success: true,
      instanceStatus: "Approved",
      newWorkitemIds: [],
    });
    expect((await ask("PATCH", `/sobjects/Opportunity/${id}`, { body: { NextStep: "x" } })).status).toBe(204);
    expect(
      await rows(
        `SELECT Status, (SELECT StepStatus, Comments FROM Steps ORDER BY CreatedDate, Id) FROM ProcessInstance WHERE TargetObjectId = '${id}'`,
      ),
    ).toMatchObject([
      {
        Status: "Approved",
        Steps: {
          records: [
            { StepStatus: "Started", Comments: "Please" },
            { StepStatus: "Approved", Comments: "Fine" },
          ],
        },
      },
    ]);
  });

  test("a rejected deal can be submitted again, by the action too", async () => {
    const id = await deal();
    const submitted = await result("standard/submit", { objectId: id });
    const { newWorkItemIds: [item] = [] } = keyed(submitted["outputValues" as keyof typeof submitted]) as {
      newWorkItemIds?: string[];
    };
    expect(first(await approvals({ actionType: "Reject", contextId: item }))).toMatchObject({
      instanceStatus: "Rejected",
    });
    expect(await result("standard/submit", { objectId: id })).toMatchObject({ isSuccess: true });
  });

  test.each<[string, () => Promise<JsonRecord>, string]>([
    [
      "a small deal",
      async () => ({ actionType: "Submit", contextId: await deal({ Amount: 5 }) }),
      "NO_APPLICABLE_PROCESS",
    ],
    ["an account", async () => ({ actionType: "Submit", contextId: account }), "NO_APPLICABLE_PROCESS"],
    [
      "a record that is not there",
      async () => ({ actionType: "Submit", contextId: "006000000000000AAA" }),
      "NOT_FOUND",
    ],
    [
      "an unknown process",
      async () => ({ actionType: "Submit", contextId: await deal(), processDefinitionNameOrId: "Other" }),
      "NO_APPLICABLE_PROCESS",
    ],
    [
      "an approver that is not there",
      async () => ({
        actionType: "Submit",
        contextId: await deal(),
        nextApproverIds: ["005000000000000AAA"],
      }),
      "INVALID_CROSS_REFERENCE_KEY",
    ],
    [
      "a work item that is not there",
      async () => ({ actionType: "Approve", contextId: "04i000000000000AAA" }),
      "INVALID_CROSS_REFERENCE_KEY",
    ],
    ["an unknown action", async () => ({ actionType: "Wave", contextId: account }), "INVALID_ARGUMENT"],
  ])("%s is refused", async (_, request, statusCode) => {
    const answer = await approvals(await request());
    expect({ status: answer.status, ...first(answer) }).toMatchObject({
      status: 400,
      success: false,
      errors: [{ statusCode }],
    });
  });

  test("entry criteria can be skipped", async () => {
    const id = await deal({ Amount: 5 });
    expect(
      first(await approvals({ actionType: "Submit", contextId: id, skipEntryCriteria: true })),
    ).toMatchObject({ success: true });
  });
});

describe("quick actions", () => {
  test("of an object beside the global ones", async () => {
    const names = async (path: string) =>
      ((await ask("GET", path)).body as JsonRecord[]).map(({ name }) => name);
    expect(await names("/quickActions")).toEqual(["LogACall"]);
    expect(await names("/sobjects/Account/quickActions")).toEqual(["LogACall", "Account.New_Contact"]);
    expect(
      (await ask("GET", `/sobjects/Account/quickActions/Account.New_Contact/defaultValues/${account}`)).body,
    ).toMatchObject({
      AccountId: account,
    });
    expect((await ask("GET", "/sobjects/Account/quickActions/New_Contact/describe")).body).toMatchObject({
      targetSobjectType: "Contact",
    });
  });

  test("make and change records", async () => {
    const made = await ask("POST", "/sobjects/Account/quickActions/New_Contact", {
      body: { contextId: account, record: { LastName: "Quick" } },
    });
    expect(made).toMatchObject({ status: 201, body: { success: true, created: true, contextId: account } });
    expect((await ask("GET", `/sobjects/Contact/${keyed(made.body)["id"]}`)).body).toMatchObject({
      AccountId: account,
    });
    const call = await ask("POST", "/quickActions/LogACall", {
      body: { contextId: account, record: { Description: "d" } },
    });
    expect((await ask("GET", `/sobjects/Task/${keyed(call.body)["id"]}`)).body).toMatchObject({
      WhatId: account,
      Status: "Completed",
    });
    const id = await deal();
    expect(
      (
        await ask("POST", "/sobjects/Opportunity/quickActions/Update_Next_Step", {
          body: { contextId: id, record: { NextStep: "Sign" } },
        })
      ).status,
    ).toBe(200);
    expect(await rows(`SELECT NextStep FROM Opportunity WHERE Id = '${id}'`)).toMatchObject([
      { NextStep: "Sign" },
    ]);
  });

  test.each<[string, JsonRecord, object]>([
    ["/sobjects/Account/quickActions/Nope", { record: {} }, { status: 404 }],
    [
      "/sobjects/Account/quickActions/New_Contact",
      { record: { LastName: "a", Fax: "1" } },
      { errorCode: "INVALID_FIELD" },
    ],
    ["/sobjects/Account/quickActions/New_Contact", { record: {} }, { errorCode: "REQUIRED_FIELD_MISSING" }],
    ["/sobjects/Account/quickActions/New_Contact", {}, { errorCode: "JSON_PARSER_ERROR" }],
    [
      "/sobjects/Opportunity/quickActions/Update_Next_Step",
      { record: {} },
      { errorCode: "MISSING_ARGUMENT" },
    ],
  ])("%s refuses %j", async (path, body, error) => {
    expect(await refused("POST", path, { body })).toMatchObject(error);
  });
});

describe("Apex REST", () => {
  const call = (method: string, path: string, body?: JsonRecord) =>
    ask(method, `/services/apexrest/${path}`, body === undefined ? {} : { body });

  test("makes, shows, changes and deletes", async () => {
    const made = await call("POST", "projects", { name: "By Apex", startDate: "2027-01-10" });
    expect(made).toMatchObject({ status: 201, body: { name: "By Apex", status: "Planned", progress: 0 } });
    const id = String(keyed(made.body)["id"]);
    expect(await call("PATCH", `projects/${id}`, { progress: 40 })).toMatchObject({
      status: 200,
      body: { progress: 40 },
    });
    expect((await call("GET", "projects?status=Planned")).body).toMatchObject({
      projects: expect.arrayContaining([{ id, name: "By Apex", status: "Planned", progress: 40 }]),
    });
    expect((await call("DELETE", `projects/${id}`)).status).toBe(204);
    expect(await call("GET", `projects/${id}`)).toMatchObject({
      status: 404,
      body: [{ errorCode: "ENTITY_IS_DELETED" }],
    });
  });

  test.each<[string, string, JsonRecord | undefined, number, unknown]>([
    [
      "GET",
      "nothing",
      undefined,
      404,
      [{ errorCode: "NOT_FOUND", message: "Could not find a match for URL" }],
    ],
    ["PUT", "projects", {}, 405, [{ errorCode: "METHOD_NOT_ALLOWED" }]],
    ["POST", "projects", { name: "x" }, 422, { error: expect.stringContaining("startDate") }],
    [
      "PATCH",
      "projects/a00000000000000AAA",
      {},
      500,
      [{ errorCode: "APEX_ERROR", message: expect.stringContaining("NullPointerException") }],
    ],
  ])("%s %s", async (method, path, body, status, error) => {
    expect(await call(method, path, body)).toMatchObject({ status, body: error });
  });

  test("wants a session as every resource does", async () => {
    const answer = await fetch(`${demo.instanceUrl}/services/apexrest/projects`);
    expect(answer.status).toBe(401);
  });
});
