import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/demo/http/faults.ts";
import { type Connected, connect } from "../connect.ts";
import { columns, type Outcome, type Trouble, underTrouble } from "./fault-matrix.ts";

const html: Fault = { answer: { status: 503, body: "<html>Service Not Available</html>" } };

function error(status: number, errorCode: string, message: string): Fault {
  return { answer: { status, body: JSON.stringify([{ errorCode, message }]) } };
}

const unavailable = error(503, "SERVER_UNAVAILABLE", "Server Unavailable");
const failed = error(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.");
const locked = error(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
const daily = error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
const concurrent = error(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Per App) Limit exceeded.");
const lasting = { times: 100 };

const troubles: Record<string, Trouble> = {
  none: {},
  "expired tokens": { before: (org) => org.oauth.expireAll() },
  "rotating tokens, expired": { before: (org) => org.oauth.expireAll(), org: { rotateRefreshTokens: true } },
  "revoked tokens": {
    before(org) {
      org.oauth.expireAll();
      org.oauth.revokeRefreshTokens();
    },
  },
  "HTML 503": { fault: html },
  "HTML 503, lasting": { fault: { ...html, ...lasting } },
  "503 of Salesforce's": { fault: unavailable },
  "500 of Salesforce's": { fault: failed },
  "500 of Salesforce's, lasting": { fault: { ...failed, ...lasting } },
  "empty 420": { fault: { answer: { status: 420 } } },
  "daily limit": { fault: { ...daily, ...lasting } },
  "concurrent limit": { fault: concurrent },
  "locked row": { fault: locked },
  "locked row, lasting": { fault: { ...locked, ...lasting } },
  "closed before the work": { fault: { close: "before" } },
  "closed before, lasting": { fault: { close: "before", ...lasting } },
  "closed after the work": { fault: { close: "after" } },
  "half a body": { fault: { half: true } },
  "delay beyond the limit": { fault: { delay: 60_000 }, settings: { SALESFORCE_TIMEOUT_SECONDS: "3" } },
  "few API calls left": { fault: { apiUsage: { used: 99_990, max: 100_000 } } },
  "few left, some reserved": {
    org: { settings: { dailyApiRequests: 10 } },
    settings: { SALESFORCE_API_RESERVE_PERCENT: "50" },
    async before(org, server) {
      org.org.count("api", 5);
      await server.call("executeQuery", { soql: "SELECT COUNT() FROM Account" });
    },
  },
};

/**
 * What the caller sees, how many times the write was done, and after the slash how many requests were sent.
 * `?` is an error that says that the write may have been done. A read gets through what passes; a write is
 * sent again only after an answer that says that nothing was done. Of bulk it is the upload that meets the
 * fault; a job whose upload is in doubt is aborted, so that for certain nothing of it is loaded.
 */
const table = `
trouble                      | read                     | create                     | update                     | delete                     | upsert                     | composite                  | collection                 | bulk                       | token
none                         | ok/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok/1
expired tokens               | ok/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/1                     | ok/2
rotating tokens, expired     | ok/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/1                     | ok/2
revoked tokens               | AUTH_FAILED/1            | AUTH_FAILED 0/1            | AUTH_FAILED 0/1            | AUTH_FAILED 0/1            | AUTH_FAILED 0/1            | AUTH_FAILED 0/1            | AUTH_FAILED 0/1            | AUTH_FAILED 0/0            | AUTH_FAILED/2
HTML 503                     | ok/2                     | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE 0/1    | ok/2
HTML 503, lasting            | UNEXPECTED_RESPONSE/5    | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE? 0/1   | UNEXPECTED_RESPONSE 0/1    | AUTH_FAILED/5
503 of Salesforce's          | ok/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok/2
500 of Salesforce's          | ok/2                     | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | ok/2
500 of Salesforce's, lasting | UNKNOWN_EXCEPTION/5      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | UNKNOWN_EXCEPTION 0/1      | AUTH_FAILED/5
empty 420                    | ok/2                     | UNEXPECTED_RESPONSE 0/1    | UNEXPECTED_RESPONSE 0/1    | UNEXPECTED_RESPONSE 0/1    | UNEXPECTED_RESPONSE 0/1    | UNEXPECTED_RESPONSE 0/1    | UNEXPECTED_RESPONSE 0/1    | UNEXPECTED_RESPONSE 0/1    | ok/2
daily limit                  | REQUEST_LIMIT_EXCEEDED/1 | REQUEST_LIMIT_EXCEEDED 0/1 | REQUEST_LIMIT_EXCEEDED 0/1 | REQUEST_LIMIT_EXCEEDED 0/1 | REQUEST_LIMIT_EXCEEDED 0/1 | REQUEST_LIMIT_EXCEEDED 0/1 | REQUEST_LIMIT_EXCEEDED 0/1 | REQUEST_LIMIT_EXCEEDED 0/1 | AUTH_FAILED/1
concurrent limit             | ok/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | AUTH_FAILED/1
locked row                   | ok/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | ok 1/2                     | AUTH_FAILED/1
locked row, lasting          | UNABLE_TO_LOCK_ROW/5     | UNABLE_TO_LOCK_ROW 0/5     | UNABLE_TO_LOCK_ROW 0/5     | UNABLE_TO_LOCK_ROW 0/5     | UNABLE_TO_LOCK_ROW 0/5     | UNABLE_TO_LOCK_ROW 0/5     | UNABLE_TO_LOCK_ROW 0/5     | UNABLE_TO_LOCK_ROW 0/5     | AUTH_FAILED/1
closed before the work       | ok/2                     | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK 0/1                | ok/2
closed before, lasting       | NETWORK/5                | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK? 0/1               | NETWORK 0/1                | NETWORK/5
closed after the work        | ok/2                     | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK 0/1                | ok/2
half a body                  | ok/2                     | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | NETWORK? 1/1               | ok 1/1                     | ok/2
delay beyond the limit       | TIMEOUT/1                | TIMEOUT? 0/1               | TIMEOUT? 0/1               | TIMEOUT? 0/1               | TIMEOUT? 0/1               | TIMEOUT? 0/1               | TIMEOUT? 0/1               | TIMEOUT 0/1                | TIMEOUT/1
few API calls left           | ok/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok 1/1                     | ok/1
few left, some reserved      | API_RESERVE/0            | API_RESERVE 0/0            | API_RESERVE 0/0            | API_RESERVE 0/0            | API_RESERVE 0/0            | API_RESERVE 0/0            | API_RESERVE 0/0            | API_RESERVE 0/0            | API_RESERVE/1
`;

const [, ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));

const outcomes = new Map<string, Outcome>();

describe.concurrent("what a caller sees of each trouble, and what was done", () => {
  test.each(rows)("%s", async (name = "", ...cells) => {
    const outcome = await underTrouble(troubles[name] ?? {});
    outcomes.set(name, outcome);
    expect(columns.map((column) => outcome.cells[column])).toEqual(cells);
  });
});

test("every trouble has its row", () => {
  expect(rows.map(([name]) => name)).toEqual(Object.keys(troubles));
});

test("calls whose token has expired share one new token", () => {
  expect(outcomes.get("none")?.tokens).toBe(0);
  // One for all calls of the server that was there before, and one more for the newcomer's second.
  expect(outcomes.get("expired tokens")?.tokens).toBe(1);
  expect(outcomes.get("rotating tokens, expired")?.tokens).toBe(1);
});

describe("in words", () => {
  let server: Connected;

  beforeAll(async () => {
    server = await connect({ settings: { SALESFORCE_TIMEOUT_SECONDS: "1" } });
    await server.call("describeObject", { object: "Account" });
  });

  afterEach(() => server.org.faults.clear());

  afterAll(() => server.close());

  const create = { object: "Account", record: { Name: "Once" } };

  test.each<[string, Fault, RegExp]>([
    [
      "a broken connection",
      { close: "after" },
      /^NETWORK: 127\.0\.0\.1:\d+ broke off the connection.* The request had been sent, so the record may or may not have been created\.\nHint: Look whether it was done before you try again\.$/,
    ],
    [
      "an HTML page",
      html,
      /^UNEXPECTED_RESPONSE: HTTP 503 with an HTML page: Salesforce is not available\. It had been sent, so the record may or may not have been created\.\nHTTP 503 · not retried/,
    ],
    [
      "a delay",
      { delay: 60_000 },
      /^TIMEOUT: createRecord took longer than 1 seconds?\. The request had been sent, so the record may or may not have been created\./,
    ],
    [
      "the daily limit",
      daily,
      /^REQUEST_LIMIT_EXCEEDED: TotalRequests[\s\S]*\nHint: The org's daily API requests are used up/,
    ],
  ])("%s while a record is created", async (_, fault, expected) => {
    server.org.faults.add({ ...fault, method: "POST", path: "/sobjects/Account" });
    const { text, isError } = await server.call("createRecord", create);
    expect(isError).toBe(true);
    expect(text).toMatch(expected);
  });

  test("another host in nextRecordsUrl is not followed", async () => {
    const patient = await connect({ org: server.org });
    server.org.faults.add({ path: "/query", foreignNextUrl: "https://evil.example" });
    const { text } = await patient.call("executeQuery", { soql: "SELECT Id FROM Task", maxRecords: 2_500 });
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: An answer points to another host/);
    await patient.close();
  });

  test("a login host that stumbles is asked again by the next call", async () => {
    const newcomer = await connect({ org: server.org, settings: { SALESFORCE_TIMEOUT_SECONDS: "30" } });
    server.org.faults.add({ ...html, path: "/oauth2/token", times: 5 });
    const stumbled = await newcomer.call("getUserInfo");
    expect(stumbled.text).toMatch(
      /^AUTH_FAILED: The login URL answered HTTP 503 and no reason\.\nHint: Try again/,
    );
    expect((await newcomer.call("getUserInfo")).isError).toBe(false);
    await newcomer.close();
  });
});
