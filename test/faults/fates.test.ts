import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { type RawOrg, startRawOrg } from "../raw-org.ts";

/** Starting one for each server would take most of the time; none of them is asked. */
let unused: DemoOrg;

beforeAll(async () => {
  unused = await startDemoOrg();
});

afterAll(() => unused.close());

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A client on a server on an org that gives just these answers to whatever is asked. */
async function answering(
  answer: Parameters<typeof startRawOrg>[0],
  settings: Record<string, string> = {},
): Promise<{ server: Connected; raw: RawOrg }> {
  const raw = await startRawOrg(answer);
  const server = await connect({
    org: unused,
    signIn: () => raw.settings,
    // What is told of a write is not to depend on what was read before it.
    settings: { SALESFORCE_TIMEOUT_SECONDS: "5", SALESFORCE_UNDO: "off", ...settings },
  });
  closers.push(
    () => server.close(),
    () => raw.close(),
  );
  return { server, raw };
}

const create = { object: "Account", record: { Name: "Once" } };
const mayBeMade =
  /^UNEXPECTED_RESPONSE: Salesforce answered HTTP 20[01] .*\. The request had been sent, so the record may or may not have been created\.\nHint: Look whether it was done/;

describe("what a 2xx answer to a write must hold", () => {
  test.each<[string, number, string]>([
    ["HTML", 200, "<html>Welcome</html>"],
    ["half a body", 201, '{"id":"001'],
    ["nothing", 201, ""],
    ["null", 201, "null"],
    ["an empty object", 201, "{}"],
    ["an empty list", 201, "[]"],
    ["an id that is null", 201, '{"id":null,"success":true,"errors":[]}'],
    ["a text", 200, '"hello"'],
  ])("%s after createRecord", async (_, status, body) => {
    const { server } = await answering(() => ({ status, body }));
    const { text, isError } = await server.call("createRecord", create);
    expect(isError).toBe(true);
    expect(text).toMatch(mayBeMade);
  });

  test("what says success: false is an error with its errors", async () => {
    const errors = [{ statusCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "No.", fields: ["Phone"] }];
    const body = JSON.stringify({ id: null, success: false, errors });
    const { server } = await answering(() => ({ status: 200, body }));
    const { text, isError } = await server.call("createRecord", create);
    expect(isError).toBe(true);
    expect(text).toMatch(/^FIELD_CUSTOM_VALIDATION_EXCEPTION: No\./);
    expect(text).not.toContain("may or may not");
  });
});

describe("what a 2xx answer to a read must hold", () => {
  const id = "001000000000001AAA";
  const calls: [string, Record<string, unknown>][] = [
    ["getRecord", { object: "Account", id, fields: ["Name"] }],
    ["executeQuery", { soql: "SELECT Id FROM Account" }],
    ["executeSearch", { sosl: "FIND {a} RETURNING Account(Id)" }],
    ["getOrganizationLimits", {}],
    ["describeObject", { object: "Account" }],
    ["listAllObjects", {}],
  ];
  const bodies = ['"hello"', "42", "true", "[]", "{}", "", "null", "[".repeat(200_000) + "]".repeat(200_000)];
  for (const [name, args] of calls)
    test.each(bodies)(`${name}: %.20s`, async (body) => {
      // A search answered by a list is of an old version.
      if (name === "executeSearch" && body === "[]") return;
      const { server } = await answering(() => body);
      const { text, isError } = await server.call(name, args);
      expect(isError, text).toBe(true);
      expect(text).toMatch(/^UNEXPECTED_RESPONSE: /);
      expect(text).not.toContain("bug of salesforce-rest-mcp");
    });

  test("no body whatever is taken for rows or a record by accident", async () => {
    let body = "";
    const { server } = await answering(() => body);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
        body = JSON.stringify(value);
        const { text, isError } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
        const isPage = typeof value === "object" && value !== null && "records" in value;
        if (!isPage) expect(isError, text).toBe(true);
        expect(text).not.toContain("bug of salesforce-rest-mcp");
      }),
      { numRuns: 150 },
    );
  });
});

describe("the fate of a write is told of its last attempt", () => {
  test("where nothing listens, nothing was sent", async () => {
    const { server, raw } = await answering(() => "{}", { SALESFORCE_TIMEOUT_SECONDS: "1" });
    await raw.close();
    const { text } = await server.call("createRecord", create);
    expect(text).toMatch(/^(?:TIMEOUT|NETWORK): /);
    expect(text).toContain("cannot be reached (ECONNREFUSED)");
    expect(text).not.toContain("may or may not");
  });

  test("a row that stays locked was never changed", async () => {
    const locked = '[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access"}]';
    const { server } = await answering(() => ({ status: 400, body: locked }), {
      SALESFORCE_TIMEOUT_SECONDS: "1",
    });
    const { text } = await server.call("createRecord", create);
    expect(text).toMatch(/^TIMEOUT: .*attempts? had failed: unable to obtain exclusive access/);
    expect(text).not.toContain("may or may not");
  });

  test("a read says what it met until its time was over", async () => {
    const { server } = await answering(() => ({ status: 503, body: "<html>maintenance</html>" }), {
      SALESFORCE_TIMEOUT_SECONDS: "1",
    });
    const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
    expect(text).toMatch(/^TIMEOUT: .*had failed: HTTP 503 with an HTML page: Salesforce is not available/);
    expect(text).not.toContain("Ask for less");
  });

  test("a redirect names the host and does nothing", async () => {
    const server = await wire((response) =>
      response.writeHead(302, { location: "https://new.my.salesforce.com/x?token=secret" }).end(),
    );
    const { text } = await server.call("createRecord", create);
    expect(text).toMatch(
      /^UNEXPECTED_RESPONSE: HTTP 302: 127\.0\.0\.1:\d+ points to new\.my\.salesforce\.com/,
    );
    expect(text).toContain("SALESFORCE_INSTANCE_URL");
    expect(text).not.toMatch(/secret|may or may not/);
  });

  test("errors in XML keep their code and message", async () => {
    const xml =
      '<?xml version="1.0"?><Errors><Error><errorCode>INVALIDJOB</errorCode><message>No job &lt;x&gt; &amp; y</message></Error></Errors>';
    const server = await wire((response) => response.writeHead(400, { "content-type": "text/xml" }).end(xml));
    const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
    expect(text).toMatch(/^INVALIDJOB: No job <x> & y\n/);
  });

  test.each([
    ["an empty body", "gzip", Buffer.alloc(0), 204],
    ["GZIP in capitals", "GZIP", gzipSync('{"id":"001000000000001AAA","success":true,"errors":[]}'), 201],
  ] as const)("%s that calls itself zipped is read", async (_, encoding, body, status) => {
    const server = await wire((response) =>
      response
        .writeHead(status, { "content-type": "application/json", "content-encoding": encoding })
        .end(body),
    );
    const call =
      status === 204
        ? server.call("updateRecord", { object: "Account", id: "001000000000001AAA", record: { Phone: "1" } })
        : server.call("createRecord", create);
    expect((await call).isError, (await call).text).toBe(false);
  });

  test("an answer over 64 MB, counted unpacked, is not read to its end", async () => {
    const zipped = gzipSync(Buffer.alloc(70 * 1024 * 1024, 0x20));
    const server = await wire((response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(zipped),
    );
    const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
    expect(text).toMatch(/^UNEXPECTED_RESPONSE: Salesforce's answer is larger than 64 MB/);
  });
});

/** A client on an org whose answers are written by hand, headers too. */
async function wire(answer: (response: import("node:http").ServerResponse) => unknown): Promise<Connected> {
  const http: Server = createServer((request, response) => {
    request.resume();
    request.on("end", () => answer(response));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with one.
  const { port } = http.address() as AddressInfo;
  const server = await connect({
    org: unused,
    signIn: () => ({ SALESFORCE_ACCESS_TOKEN: "t", SALESFORCE_INSTANCE_URL: `http://127.0.0.1:${port}` }),
    settings: { SALESFORCE_API_VERSION: "66.0", SALESFORCE_UNDO: "off", SALESFORCE_TIMEOUT_SECONDS: "5" },
  });
  closers.push(
    () => server.close(),
    async () => {
      http.closeAllConnections();
      http.close();
    },
  );
  return server;
}
