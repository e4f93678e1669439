import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { pathWithoutValues } from "../../../src/salesforce/rest/request-log.ts";
import { runCommand } from "../../run-command.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

beforeEach(() => org.faults.clear());

afterAll(() => org.close());

async function logOf(level: string, tool: string, args: object): Promise<string[]> {
  const env = { ...org.settings, SALESFORCE_LOG_LEVEL: level };
  const { stderr } = await runCommand(["call", tool, JSON.stringify(args)], { env });
  for (const secret of [org.oauth.clientSecret, org.oauth.refreshToken, "00D"])
    expect(stderr).not.toContain(secret);
  return stderr.split("\n").filter((line) => line !== "");
}

const query = { soql: "SELECT Name FROM Account WHERE Name LIKE 'Hush%'" };

describe("SALESFORCE_LOG_LEVEL", () => {
  test("debug: one line a request, with no value in it", async () => {
    const lines = await logOf("debug", "executeQuery", query);
    const call = lines.pop();
    expect(JSON.parse(call ?? "")).toMatchObject({ tool: "executeQuery", outcome: "ok", client: "call" });
    // The list of versions is asked for while the sign-in is on its way.
    const [last, ...before] = [lines.pop(), ...lines.sort()];
    expect(before).toEqual([
      expect.stringMatching(/^salesforce-rest-mcp: GET \/services\/data\/ · HTTP 200 · \d+ ms$/),
      expect.stringMatching(
        /^salesforce-rest-mcp: Sign-in by refresh_token at 127\.0\.0\.1:\d+: HTTP 200 after \d+ ms\.$/,
      ),
    ]);
    expect(last).toMatch(/: GET \/services\/data\/v\d\d\.0\/query · HTTP 200 · \d+ ms( · request \S+)?$/);
    expect(lines.join()).not.toContain("Hush");
  });

  test("debug: retries, failures and records", async () => {
    org.faults.add({ path: /\/sobjects\/Account\//, times: 1, answer: { status: 503, body: "" } });
    const id = "001000000000001AAA";
    const lines = await logOf("debug", "getRecord", { object: "Account", id });
    expect(lines.join()).not.toContain(id);
    const requests = lines.filter((line) => line.includes("GET /services/data/v"));
    expect(requests[0]).toMatch(/sobjects\/Account\/… · HTTP 503 · \d+ ms/);
    expect(requests[1]).toMatch(/Trying GET \S+\/sobjects\/Account\/… again \(1\)\.$/);
    expect(requests[2]).toMatch(/sobjects\/Account\/… · HTTP 404 · \d+ ms.* · retry 1$/);
  });

  test("info: sign-ins, retries and calls", async () => {
    org.faults.add({ path: /\/query/, times: 1, close: "before" });
    const lines = await logOf("info", "executeQuery", query);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("Sign-in by refresh_token");
    expect(lines[1]).toMatch(/Trying GET \S+\/query again \(1\)\.$/);
    expect(lines[2]).toMatch(/^\{"time".*"tool":"executeQuery"/);
  });

  test("warn: nothing of that", async () => {
    expect(await logOf("warn", "executeQuery", query)).toEqual([]);
  });
});

test("a path shows no id, no query and nothing of a caller's own", () => {
  const value = fc.stringMatching(/^[A-Za-z0-9 %'-]{3,30}$/).map((text) => `V${text}`);
  const id = fc.stringMatching(/^00[0-9a-zA-Z]{13}(AAA)?$/);
  const path = fc.oneof(
    value.map((text) => `/services/data/v66.0/sobjects/Account/Ext__c/${text}`),
    value.map((text) => `/services/data/v66.0/query?q=${text}`),
    value.map((text) => `https://acme.my.salesforce.com/services/apexrest/${text}/x`),
    value.map((text) => `/services/data/v66.0/tooling/sobjects/ApexClass/Name/${text}?x=${text}`),
  );
  fc.assert(
    fc.property(path, (text) => {
      const shown = pathWithoutValues(text);
      const [, hidden = ""] = /(V[A-Za-z0-9 %'-]+)/.exec(text) ?? [];
      expect(shown).not.toContain(hidden);
    }),
  );
  fc.assert(
    fc.property(id, (record) => {
      for (const start of ["analytics/reports", "composite/sobjects", "query", "jobs/ingest"])
        expect(pathWithoutValues(`/services/data/v66.0/${start}/${record}/batches`)).not.toContain(record);
    }),
  );
  expect(pathWithoutValues("/services/data/v66.0/sobjects/Account/describe")).toBe(
    "/services/data/v66.0/sobjects/Account/describe",
  );
});
