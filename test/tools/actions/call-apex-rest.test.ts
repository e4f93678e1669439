import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { apexPath } from "../../../src/guard/apex-path.ts";
import { type Connected, connect } from "../../connect.ts";

let org: DemoOrg;
let server: Connected;

beforeAll(async () => {
  org = await startDemoOrg();
  server = await connect({ org });
});

afterAll(async () => {
  await server.close();
  await org.close();
});

const apex = (method: string, path: string, more: Record<string, unknown> = {}) =>
  server.call("callApexRest", { method, path, ...more });

test("every method, with JSON in and out", async () => {
  const made = await apex("post", "/services/apexrest/projects", {
    body: { name: "Bridge", startDate: "2027-01-10" },
  });
  const { status, body, canUndo, reason } = JSON.parse(made.text);
  expect({ status, canUndo, reason }).toEqual({
    status: 201,
    canUndo: false,
    reason: "what apexrest/projects did cannot be taken back",
  });
  expect(body).toMatchObject({ name: "Bridge", progress: 0 });
  const changed = await apex("PATCH", `projects/${body.id}`, { body: '{"progress": 40}' });
  expect(JSON.parse(changed.text)).toMatchObject({ status: 200, body: { progress: 40 } });
  const listed = await apex("GET", "projects?status=Active", { body: {} });
  const other = await apex("GET", "projects", { query: { status: "Active" } });
  expect(JSON.parse(listed.text).body.count).toBeGreaterThan(0);
  expect(other.text).toBe(listed.text);
  expect(JSON.parse((await apex("DELETE", `projects/${body.id}`)).text)).toMatchObject({ status: 204 });
});

test("errors are whatever the class writes", async () => {
  const own = await apex("POST", "projects", { body: { name: "x" } });
  expect(own.isError).toBe(true);
  expect(own.text).toMatch(
    /^APEX_ERROR: the class answered HTTP 422; what it said follows\.\n\{"status":422,"body":\{"error":/,
  );
  const thrown = await apex("PATCH", "projects/a00000000000001AAA", { body: {} });
  expect(thrown.text).toMatch(/^APEX_ERROR: System\.NullPointerException/);
  expect(thrown.text).toContain("HTTP 500 · request ");
  const missing = await apex("GET", "projects/abc");
  expect(missing.text).toContain("Hint: Check the name, id or address");
  const nowhere = await apex("GET", "nothing/here");
  expect(nowhere.text).toMatch(/^NOT_FOUND: Could not find a match for URL\nHTTP 404 /);
  const body = '{"problem":"overloaded","tries":2}';
  org.faults.add({ path: "/services/apexrest/", answer: { status: 503, body } });
  const busy = await apex("GET", "projects");
  expect(busy.text).toBe(
    `APEX_ERROR: the class answered HTTP 503; what it said follows.\n{"status":503,"body":${body}}`,
  );
});

test("a text is shown as text", async () => {
  const answer = { status: 200, body: 'a,b\n1,"2"\n', headers: { "content-type": "text/csv" } };
  org.faults.add({ path: "/services/apexrest/", answer });
  expect((await apex("GET", "projects")).text).toBe(answer.body);
  org.faults.add({ path: "/services/apexrest/", answer });
  const posted = await apex("POST", "projects", { body: "plain words" });
  expect(posted.text).toMatch(/^a,b\n1,"2"\n\n\{"change":"c\d+","canUndo":false,"reason":/);
});

test.each(["GET", "POST"])(
  "a %s whose answer is lost is not repeated, and its fate is told",
  async (method) => {
    const fault = org.faults.add({ path: "/services/apexrest/", close: "after", times: 5 });
    const { text, isError } = await apex(method, "projects", method === "GET" ? {} : { body: { name: "x" } });
    org.faults.clear();
    expect({ isError, met: fault.met }).toEqual({ isError: true, met: 1 });
    expect(text).toMatch(/^NETWORK: .*had been sent, so what was asked for may or may not have been done/);
  },
);

test.each([
  [429, '{"error":"slow down"}'],
  [503, '[{"errorCode":"SERVER_UNAVAILABLE","message":"x"}]'],
  [500, '[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"x"}]'],
  [400, '[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"x"}]'],
])("a %d with %s, which the class may have written, is not repeated", async (status, body) => {
  const fault = org.faults.add({ path: "/services/apexrest/", answer: { status, body }, times: 5 });
  expect((await apex("POST", "projects", { body: {} })).isError).toBe(true);
  org.faults.clear();
  expect(fault.met).toBe(1);
});

test.each(["GET", "PUT"])("a %s that a gateway fails is not repeated", async (method) => {
  const answer = { status: 502, body: "<html>bad gateway</html>" };
  const fault = org.faults.add({ path: "/services/apexrest/", answer, times: 5 });
  const { text } = await apex(method, "projects");
  org.faults.clear();
  expect(fault.met).toBe(1);
  expect(text).toMatch(/may or may not have been done/);
  expect(text).not.toContain("<html>");
});

test.each([
  "../data/v66.0/limits",
  "projects/%2e%2e/x",
  "projects/%252e%252e/x",
  "projects//x",
  "projects/..;/x",
  "projects/..%3bx/x",
  "projects/;x",
  "https://evil.example/projects",
  "//evil.example/projects",
  "projects/a%2fb",
  "/services/data/v66.0/limits",
  "projects/\\x",
  "/",
  "projects#x",
  "projects?_HttpMethod=DELETE",
])("%s is refused before anything is sent", async (path) => {
  const before = org.counters();
  const { text, isError } = await apex("GET", path);
  expect(isError).toBe(true);
  expect(text).toMatch(/^BAD_ARGUMENT: /);
  expect(org.counters()).toEqual(before);
});

test("no path leads out of /services/apexrest, however it is written", () => {
  const part = fc.constantFrom(
    "..",
    ".",
    "%2e",
    "%2E%2e",
    "%252e",
    "/",
    "//",
    "\\",
    "a",
    "services",
    "data",
    "%2f",
    "?x=1",
    " ",
    "apexrest",
    "%5c",
    "%00",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      let segments: readonly string[];
      try {
        ({ segments } = apexPath(parts.join("")));
      } catch {
        return;
      }
      const url = new URL(
        `/services/apexrest/${segments.map(encodeURIComponent).join("/")}`,
        "https://x.example",
      );
      expect(url.pathname.startsWith("/services/apexrest/")).toBe(true);
      expect(url.pathname.split("/").length).toBe(3 + segments.length);
      expect(segments.length).toBeGreaterThan(0);
    }),
    { numRuns: 2_000, seed: 18 },
  );
});
