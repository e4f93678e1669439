import { createServer, type Server } from "node:http";
import { connect as dial } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { connect } from "../connect.ts";
import { configOf } from "../in-memory-server.ts";
import { runCommand } from "../run-command.ts";

let org: DemoOrg;
const proxies: Server[] = [];

beforeAll(async () => {
  org = await startDemoOrg();
});

afterEach(() => {
  for (const proxy of proxies.splice(0)) {
    proxy.close();
    proxy.closeAllConnections();
  }
});

afterAll(() => org.close());

interface LocalProxy {
  /** `127.0.0.1:8080` */
  host: string;
  /** What tunnels were asked for, and with which credentials. */
  asked: { target: string; authorization: string | undefined }[];
}

/** A proxy that opens tunnels, or answers each request for one with this status, or breaks it off. */
async function startProxy(manner: number | "open" | "break" = "open"): Promise<LocalProxy> {
  const asked: LocalProxy["asked"] = [];
  const proxy = createServer();
  proxies.push(proxy);
  proxy.on("connect", (request, socket) => {
    const target = request.url ?? "";
    asked.push({ target, authorization: request.headers["proxy-authorization"] });
    socket.on("error", () => socket.destroy());
    if (manner === "break") return void socket.destroy();
    if (manner !== "open") return void socket.end(`HTTP/1.1 ${manner} Refused\r\n\r\n`);
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = dial(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const address = proxy.address();
  return { host: `127.0.0.1:${typeof address === "object" ? address?.port : ""}`, asked };
}

async function queryWith(settings: Record<string, string>) {
  const server = await connect({ org, settings });
  const result = await server.call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" });
  await server.close();
  return result;
}

describe("requests go through the proxy", () => {
  test.each<[string, (host: string) => Record<string, string>]>([
    ["of HTTP_PROXY", (host) => ({ HTTP_PROXY: `http://${host}` })],
    ["of http_proxy", (host) => ({ http_proxy: `http://${host}` })],
    ["that is written without a scheme", (host) => ({ HTTP_PROXY: host })],
  ])("%s", async (_, settings) => {
    const proxy = await startProxy();
    const { text, isError } = await queryWith(settings(proxy.host));
    expect(isError, text).toBe(false);
    expect(proxy.asked[0]?.target).toBe(new URL(org.instanceUrl).host);
  });

  test("with name and password", async () => {
    const proxy = await startProxy();
    expect((await queryWith({ HTTP_PROXY: `http://dana:p%40ss@${proxy.host}` })).isError).toBe(false);
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from("dana:p@ss").toString("base64")}`);
  });

  test("of HTTPS_PROXY when the login URL is https", async () => {
    const proxy = await startProxy(403);
    const { text } = await queryWith({
      HTTPS_PROXY: `http://${proxy.host}`,
      SALESFORCE_LOGIN_URL: "https://acme.my.salesforce.com",
    });
    expect(proxy.asked[0]?.target).toBe("acme.my.salesforce.com:443");
    expect(text).toMatch(
      /^NETWORK: Sign-in: acme\.my\.salesforce\.com cannot be reached \(PROXY_403\)\.\nHint: The proxy refuses/,
    );
  });

  test("but not to the hosts of NO_PROXY", async () => {
    const proxy = await startProxy();
    const settings = { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: "example.com,127.0.0.1" };
    expect((await queryWith(settings)).isError).toBe(false);
    expect(proxy.asked).toEqual([]);
  });

  test("of a process's own environment, which the doctor names without the password", async () => {
    const proxy = await startProxy();
    const env = { ...org.settings, HTTP_PROXY: `http://dana:verysecret@${proxy.host}` };
    const { code, stdout } = await runCommand(["doctor"], { env });
    expect(code, stdout).toBe(0);
    expect(stdout).toContain(`✓ proxy            HTTP_PROXY ${proxy.host}`);
    expect(stdout).not.toContain("verysecret");
    expect(proxy.asked.length).toBeGreaterThan(0);
  });
});

describe("a proxy that does not let through", () => {
  test("asks for a password: said, with the remedy and without the one that was given", async () => {
    const proxy = await startProxy(407);
    const { text } = await queryWith({ HTTP_PROXY: `http://dana:wrongsecret@${proxy.host}` });
    expect(text).toMatch(/cannot be reached \(PROXY_407\)\.\nHint: The proxy asks for a name and password/);
    expect(text).not.toContain("wrongsecret");
    // For the sign-in and, beside it, for the list of API versions; neither is tried again.
    expect(proxy.asked.length).toBe(2);
  });

  test("breaks off: the call ends, after a few tries and not after thousands", async () => {
    const proxy = await startProxy("break");
    const { text } = await queryWith({ HTTP_PROXY: `http://${proxy.host}` });
    expect(text).toMatch(/^NETWORK: .*cannot be reached \(PROXY_BROKE_OFF\)/);
    expect(proxy.asked.length).toBeLessThan(10);
  });

  test("refuses a write: it is certain that nothing was done", async () => {
    const proxy = await startProxy(403);
    const settings = { HTTP_PROXY: proxy.host };
    const server = await connect({ org, signIn: () => org.accessTokenSettings(), settings });
    const record = { Name: "Through a proxy" };
    const { text } = await server.call("createRecord", { object: "Account", record });
    await server.close();
    expect(text).toMatch(/^NETWORK: .*cannot be reached \(PROXY_403\)/);
    expect(text).not.toContain("may or may not");
    expect(org.counters()["created.Account"]).toBeUndefined();
  });

  test("is not there", async () => {
    const { text } = await queryWith({ HTTP_PROXY: "http://127.0.0.1:9" });
    expect(text).toMatch(/^NETWORK: .*\(ECONNREFUSED\)\.\nHint: Check the network, the URL and the proxy/);
  });

  test.each(["http://dana:secret@:8080", "socks5://dana:secret@127.0.0.1:1", "ftp://secret"])(
    "is no URL of one (%#): refused at the start, without a word of it",
    (url) => {
      expect(() => configOf({ HTTPS_PROXY: url })).toThrow(
        "HTTPS_PROXY is a text that is not shown here, but it takes a URL like http://proxy.example.com:8080.",
      );
    },
  );
});

describe("a URL of the pages instead of the API's", () => {
  test.each([
    ["https://acme.lightning.force.com", "https://acme.my.salesforce.com"],
    [
      "https://acme--uat.sandbox.lightning.force.com/lightning",
      "https://acme--uat.sandbox.my.salesforce.com",
    ],
    ["https://acme.my.salesforce-setup.com", "https://acme.my.salesforce.com"],
  ])("%s is refused, and %s named", (url, api) => {
    expect(() => configOf({ SALESFORCE_LOGIN_URL: url })).toThrow(
      `SALESFORCE_LOGIN_URL is an address at ${new URL(url).host}, but it takes the host for programs, ${api}, not the one of the pages.`,
    );
  });
});
