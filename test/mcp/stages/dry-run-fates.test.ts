import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DemoOrg } from "../../../src/demo/org.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { creating } from "./account-parts.ts";
import { account, dry, dryRunServer } from "./dry-run-server.ts";

const { org, http, server, opening, named } = await dryRunServer();

describe("a dry run that is lost on its way", () => {
  test.each<[string, Parameters<DemoOrg["faults"]["add"]>[0], RegExp]>([
    ["after it was done", { close: "after" }, /^NETWORK: .*The request had been sent, but it was a dry run/],
    [
      "before it was done",
      { close: "before" },
      /^NETWORK: .*The request had been sent, but it was a dry run/,
    ],
    [
      "beyond the time limit",
      { delay: 5_000 },
      /^TIMEOUT: .*The request had been sent, but it was a dry run/,
    ],
    ["with half its answer", { half: true }, /^(?:NETWORK|UNEXPECTED_RESPONSE): .*it was a dry run/],
    [
      "behind a page of HTML",
      { answer: { status: 200, body: "<html>Welcome</html>" } },
      /^UNEXPECTED_RESPONSE: .*it was a dry run/,
    ],
    [
      "behind a gateway",
      { answer: { status: 503, body: "<html>busy</html>" } },
      /^UNEXPECTED_RESPONSE: .*it was a dry run/,
    ],
    [
      "with too few answers",
      { answer: { status: 200, body: '{"compositeResponse":[]}' } },
      /^UNEXPECTED_RESPONSE: .*0 of the 2 parts .*no verdict/,
    ],
  ])("%s says that nothing was kept", async (_, fault, said) => {
    const file = join(temporaryFolder(), "audit.jsonl");
    const settings = { SALESFORCE_AUDIT_LOG: file, SALESFORCE_TIMEOUT_SECONDS: "1" };
    const own = await opening({ settings });
    await own.call("getUserInfo");
    org.faults.add({ method: "POST", path: "/composite", ...fault });
    const { text, isError } = await own.call("createRecord", { ...account("Lost"), ...dry });
    expect(text).toMatch(said);
    expect(text).toContain("nothing was kept");
    expect(text).not.toContain("may or may not");
    expect(isError).toBe(true);
    expect(await named("Lost")).toBe(0);
    const [, line = ""] = readFileSync(file, "utf8").split("\n");
    expect(JSON.parse(line)).toMatchObject({ dryRun: true, outcome: "error" });
    expect((await own.call("listChanges", {})).text).toMatch(/^# totalSize=0/);
  });

  test("in the read beside it says so too", async () => {
    org.faults.add({ method: "GET", path: "/sobjects/Account/External_Id__c/", close: "before", times: 9 });
    const args = {
      object: "Account",
      externalIdField: "External_Id__c",
      externalId: "K-1",
      record: { Name: "A" },
    };
    const own = await opening({ settings: { SALESFORCE_TIMEOUT_SECONDS: "1" } });
    const { text } = await own.call("upsertRecord", { ...args, ...dry });
    expect(text).toMatch(/^(?:NETWORK|TIMEOUT): .*the dry run itself kept nothing/);
  });

  test("a lock that passes is waited for, as the call waits for it", async () => {
    const lock = [
      {
        errorCode: "UNABLE_TO_LOCK_ROW",
        message: "unable to obtain exclusive access to this record",
        fields: [],
      },
    ];
    const halted = [
      {
        errorCode: "PROCESSING_HALTED",
        message: "The transaction was rolled back since another operation in the same transaction failed.",
      },
    ];
    const part = (body: object, referenceId: string) => ({
      body,
      httpHeaders: {},
      httpStatusCode: 400,
      referenceId,
    });
    const compositeResponse = [part(lock, "write"), part(halted, "mustFail")];
    const answer = { status: 200, body: JSON.stringify({ compositeResponse }) };
    const met = org.faults.add({ method: "POST", path: "/composite", answer });
    expect((await server.call("createRecord", { ...account("Locked"), ...dry })).text).toBe('{"valid":true}');
    expect(met.met).toBe(1);
  });
});

describe("an org that keeps what it should roll back", () => {
  const answering = (parts: Record<string, [number, unknown]>) => {
    const compositeResponse = Object.entries(parts).map(([referenceId, [httpStatusCode, body]]) => ({
      body,
      httpHeaders: {},
      httpStatusCode,
      referenceId,
    }));
    const answer = { status: 200, body: JSON.stringify({ compositeResponse }) };
    org.faults.add({ method: "POST", path: "/composite", answer });
  };
  const saved = (id: string) => ({ id, success: true, errors: [] });
  const notFound = [{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }];

  test.each<[string, [number, unknown]]>([
    ["whose last part did not fail", [204, null]],
    ["though its last part failed", [404, notFound]],
  ])("is told with the id, and its change can be taken back: %s", async (_, mustFail) => {
    const own = await opening();
    const id = await http.create("Account", { Name: "Kept" });
    answering({ write: [201, saved(id)], mustFail });
    const { text, isError } = await own.call("createRecord", { ...account("Kept"), ...dry });
    expect(isError).toBe(true);
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: This was a dry run, and Salesforce kept a record/);
    expect(JSON.parse(text.split("\n")[1] ?? "")).toEqual({ ids: [id], changes: ["c1"] });
    expect((await own.call("undoChange", { change: "c1" })).text).toContain('"summary":"1 deleted"');
    expect(await named("Kept")).toBe(0);
  });

  test("what was changed cannot be taken back, and says why", async () => {
    const own = await opening();
    const id = await http.create("Account", { Name: "Changed" });
    answering({ write: [204, null], mustFail: [204, null] });
    const { text } = await own.call("updateRecord", {
      object: "Account",
      id,
      record: { Phone: "1" },
      ...dry,
    });
    expect(text).toContain(id);
    expect((await own.call("listChanges", {})).text).toContain(
      "sent as a dry run, so its fields were not read",
    );
  });

  test("without undo only the ids are told", async () => {
    const own = await opening({ settings: { SALESFORCE_UNDO: "off" } });
    answering({ write: [201, saved("001DE000000zzzzAAA")], mustFail: [204, null] });
    const { text } = await own.call("createRecord", { ...account("Kept"), ...dry });
    expect(text).not.toContain("undoChange");
    expect(JSON.parse(text.split("\n")[1] ?? "")).toEqual({ ids: ["001DE000000zzzzAAA"] });
  });

  test("the audit has the ids", async () => {
    const file = join(temporaryFolder(), "audit.jsonl");
    const own = await opening({ settings: { SALESFORCE_AUDIT_LOG: file } });
    answering({ write: [201, saved("001DE000000zzzzAAA")], mustFail: [204, null] });
    await own.call("createRecord", { ...account("Kept"), ...dry });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      dryRun: true,
      outcome: "error",
      errorCode: "UNEXPECTED_RESPONSE",
      ids: ["001DE000000zzzzAAA"],
    });
  });

  test("a composite names all that was kept", async () => {
    const own = await opening();
    const ids = [await http.create("Account", { Name: "K1" }), await http.create("Account", { Name: "K2" })];
    const [first = "", second = ""] = ids;
    // Answers are found by their names, whatever their order.
    answering({ mustFail: [204, null], p1: [201, saved(second)], p0: [201, saved(first)] });
    const { text } = await own.call("executeComposite", { ...creating("K1", "K2"), ...dry });
    expect(JSON.parse(text.split("\n")[1] ?? "")).toEqual({ ids, changes: ["c1", "c2"] });
  });

  test("a collection whose records read as saved beside a last part that failed was rolled back with it", async () => {
    const records = [{ Name: "A" }, { Name: "B" }];
    const both = [saved("001DE000000zzzzAAA"), saved("001DE000000zzzyAAA")];
    answering({ write: [200, both], mustFail: [404, notFound] });
    const asked = { operation: "create", object: "Account", records, ...dry };
    expect((await server.call("executeCollection", asked)).text).toBe('{"valid":true,"parts":2}');
    answering({ write: [200, both], mustFail: [204, null] });
    expect((await server.call("executeCollection", asked)).text).toMatch(
      /^UNEXPECTED_RESPONSE: .*kept records/,
    );
  });

  const halted = [
    { errorCode: "PROCESSING_HALTED", message: "The transaction was rolled back since another failed." },
  ];
  const refused = { success: false, errors: [{ statusCode: "INVALID_FIELD", message: "No", fields: [] }] };

  test.each<[string, Record<string, [number, unknown]>, RegExp]>([
    [
      "halts the part that must fail",
      { write: [400, halted], mustFail: [400, halted] },
      /did not, so .* no verdict/,
    ],
    ["halts the write alone", { write: [400, halted], mustFail: [204, null] }, /did not, so .* no verdict/],
    [
      "says nothing of a record",
      { write: [200, [saved("a")]], mustFail: [404, notFound] },
      /1 of the 2 records/,
    ],
    [
      "says of one that it failed",
      { write: [200, [refused]], mustFail: [400, halted] },
      /1 of the 2 records/,
    ],
  ])("an answer that %s is no verdict", async (_, parts, said) => {
    answering(parts);
    const records = [{ Name: "A" }, { Name: "B" }];
    const asked = { operation: "create", object: "Account", records, ...dry };
    const { text, isError } = await server.call("executeCollection", asked);
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: .*nothing was kept/);
    expect(text).toMatch(said);
    expect(isError).toBe(true);
  });
});
