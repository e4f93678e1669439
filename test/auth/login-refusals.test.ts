import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signInByBrowser } from "../../src/auth/login.ts";
import { SignIns } from "../../src/auth/store.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import {
  Command,
  decided,
  type Ended,
  freePort,
  freeRedirectUrl,
  type Running,
  withoutBrowser,
} from "../command.ts";
import { onlyWhere } from "../left-out.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand, startCommand } from "../run-command.ts";
import { until } from "../until.ts";

let org: DemoOrg;
let folder: string;
let redirectUrl: string;
const servers: Server[] = [];

beforeAll(async () => {
  org = await startDemoOrg();
});

beforeEach(async () => {
  folder = temporaryFolder();
  redirectUrl = await freeRedirectUrl();
  org.oauth.redirectUris.push(redirectUrl);
});

afterEach(async () => {
  org.faults.clear();
  org.oauth.apiEnabled = true;
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

afterAll(() => org.close());

function variables(settings: Record<string, string>): Record<string, string> {
  return {
    ...settingsOfFolder(folder),
    SALESFORCE_LOGIN_URL: org.instanceUrl,
    SALESFORCE_CLIENT_ID: org.oauth.clientId,
    SALESFORCE_REDIRECT_URL: redirectUrl,
    ...settings,
  };
}

/** For somebody to sign in meanwhile. */
function startLogin(settings: Record<string, string> = {}, args = ["--no-browser"]): Running {
  return startCommand(["login", ...args], { env: variables(settings) });
}

/** The same in a process of its own, which can be given a path of its own and be ended by a signal. */
function loginProcess(settings: Record<string, string>): Command {
  return new Command(["login"], variables(settings));
}

/** To its end, where nobody signs in. */
function login(settings: Record<string, string> = {}, args = ["--no-browser"]): Promise<Ended> {
  return runCommand(["login", ...args], { env: variables(settings) });
}

function store() {
  return new SignIns(`${folder}/salesforce-rest-mcp`);
}

async function listen(port: number, address: string): Promise<void> {
  const server = createServer((_, response) => void response.writeHead(404).end("<html>not here</html>"));
  servers.push(server);
  await new Promise<void>((done) => server.listen(port, address, done));
}

describe("before the browser is opened, login says", () => {
  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      "that the client id is missing, and where it comes from",
      () => ({ SALESFORCE_CLIENT_ID: "" }),
      /login needs SALESFORCE_CLIENT_ID.*\n.*http:\/\/localhost:\d+\/OauthRedirect must be one of its callback URLs/,
    ],
    [
      "that the client id is unknown",
      () => ({ SALESFORCE_CLIENT_ID: "other" }),
      /invalid_client_id: client identifier invalid.*\nCheck SALESFORCE_CLIENT_ID/,
    ],
    [
      "that the app does not know the redirect URL",
      () => ({ SALESFORCE_REDIRECT_URL: redirectUrl.replace("OauthRedirect", "oauthredirect") }),
      /redirect_uri_mismatch: redirect_uri must match configuration.*\nAdd the address of SALESFORCE_REDIRECT_URL/,
    ],
    [
      "that the login URL cannot be reached",
      () => ({ SALESFORCE_LOGIN_URL: "http://127.0.0.1:9" }),
      /127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\.\nCheck the network/,
    ],
  ])("%s", async (_, settings, expected) => {
    const { code, stderr, stdout } = await login(settings());
    expect(stderr).toMatch(expected);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("that the demo org needs none", async () => {
    const { code, stderr } = await login({}, ["--demo"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("Leave --demo out") });
  });

  test("that the login URL is not Salesforce's", async () => {
    const port = await freePort();
    await listen(port, "127.0.0.1");
    const { stderr } = await login({ SALESFORCE_LOGIN_URL: `http://127.0.0.1:${port}` });
    expect(stderr).toMatch(/has no sign-in page of Salesforce \(HTTP 404\)\.\nCheck SALESFORCE_LOGIN_URL/);
  });

  test.each(["127.0.0.1", "::1"])("that the port is in use on %s", async (address) => {
    await listen(Number(new URL(redirectUrl).port), address);
    const { code, stderr } = await login();
    expect(stderr).toMatch(/: the port is in use\.\nEnd the program that uses it.*SALESFORCE_REDIRECT_URL/);
    expect(code).toBe(1);
  });

  test.each(["https://localhost:1717/x", "http://example.com:1717/x", "http://localhost/x"])(
    "that %s is no redirect URL",
    async (url) => {
      const { code, stderr } = await login({ SALESFORCE_REDIRECT_URL: url });
      expect(stderr).toContain(
        `SALESFORCE_REDIRECT_URL is an address at ${new URL(url).host}, but it takes http://localhost:PORT/PATH`,
      );
      expect(code).toBe(2);
    },
  );
});

describe("after the browser came back, login says", () => {
  test("that the secret is wrong, in the browser too", async () => {
    const login = startLogin({ SALESFORCE_CLIENT_SECRET: "wrong" });
    const page = await withoutBrowser.decides(await login.address(), "allow");
    expect(page).toMatch(
      /The sign-in failed[\s\S]*invalid client credentials[\s\S]*SALESFORCE_CLIENT_SECRET/,
    );
    expect((await login.ended).code).toBe(1);
    expect(await store().load("default")).toBeUndefined();
  });

  test("that the app gives no refresh token", async () => {
    const login = startLogin();
    const address = await login.address();
    const body = JSON.stringify({ access_token: "a", instance_url: org.instanceUrl });
    org.faults.add({ path: "/token", answer: { status: 200, body } });
    await withoutBrowser.decides(address, "allow");
    expect((await login.ended).stderr).toMatch(
      /no refresh token.*\nGive the app the OAuth scope refresh_token/,
    );
    expect(await store().load("default")).toBeUndefined();
  });

  test("that the first call failed, and keeps the sign-in", async () => {
    const login = startLogin();
    org.oauth.apiEnabled = false;
    await withoutBrowser.decides(await login.address(), "allow");
    const { code, stderr, stdout } = await login.ended;
    expect(stderr).toMatch(
      /The sign-in went well, but.*API_DISABLED_FOR_ORG.*\nThe user lacks the permission API Enabled/,
    );
    expect(stdout).toContain("Stored as profile 'default'");
    expect(code).toBe(1);
  });

  test("that other settings go before what was stored", async () => {
    const login = startLogin({ SALESFORCE_REFRESH_TOKEN: org.settings.SALESFORCE_REFRESH_TOKEN });
    await withoutBrowser.decides(await login.address(), "allow");
    expect((await login.ended).stdout).toMatch(/Note: the settings given here sign in by refresh-token/);
  });

  test("the same of a second return while the first is at work", async () => {
    const login = startLogin();
    org.faults.add({ path: "/token", delay: 500 });
    const address = await decided(await login.address(), "allow");
    const before = org.org.counted("http.POST");
    const first = fetch(address).then((answer) => answer.text());
    await until(() => org.org.counted("http.POST") > before);
    expect(await (await fetch(address)).text()).toContain("This was used already");
    expect(await first).toContain("You are signed in");
    await login.ended;
  });
});

describe("other ways to the end", () => {
  test("the address pasted from a browser on another machine", async () => {
    const login = startLogin({}, ["--no-browser", "--profile", "sandbox"]);
    const address = await login.address();
    login.stdin.write("http://localhost/nonsense\n");
    await login.says(/That is not the address this sign-in waits for/);
    login.stdin.write(`${await decided(address, "allow")}\n`);
    const { code, stdout } = await login.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("Stored as profile 'sandbox'");
    expect(stdout).toContain("A server uses it with --profile sandbox");
    expect(await store().profiles()).toEqual(["sandbox"]);
  });

  test("a listener on one address alone", async () => {
    const url = `http://127.0.0.1:${await freePort()}/back`;
    org.oauth.redirectUris.push(url);
    const login = startLogin({ SALESFORCE_REDIRECT_URL: url });
    const address = await login.address();
    expect((await fetch(new URL("/elsewhere", url))).status).toBe(404);
    expect((await fetch(url, { method: "POST" })).status).toBe(404);
    expect(await withoutBrowser.decides(address, "allow")).toContain("You are signed in");
    expect((await login.ended).code).toBe(0);
  });

  test("nobody comes back: it ends when the time is over", async () => {
    const waiting = signInByBrowser(
      { loginUrl: org.instanceUrl, clientId: org.oauth.clientId, redirectUrl },
      {
        post: async () => ({ status: 500, body: undefined }),
        look: async () => ({ status: 302, headers: {}, text: "" }),
        present: () => undefined,
        keep: async () => undefined,
        onPaste: () => undefined,
        signal: new AbortController().signal,
        limitMilliseconds: 20,
      },
    );
    await expect(waiting).rejects.toThrow("The browser did not come back within 1 minute.");
  });

  test(
    "the browser is opened",
    onlyWhere(process.platform === "linux", "xdg-open, which opens the browser here, is Linux's"),
    async () => {
      const [bin, seen] = [join(folder, "bin"), join(folder, "seen")];
      await mkdir(bin);
      await writeFile(join(bin, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > ${seen}\n`);
      await chmod(join(bin, "xdg-open"), 0o755);
      const login = loginProcess({ PATH: `${bin}${delimiter}${process.env["PATH"]}` });
      const address = await login.address();
      await expect.poll(() => readFile(seen, "utf8").catch(() => "")).toBe(address);
      await withoutBrowser.decides(address, "allow");
      expect((await login.ended).code).toBe(0);
    },
  );

  test("a browser that cannot be opened is said", async () => {
    const login = loginProcess({ PATH: folder });
    await login.says(/The browser could not be opened; open the address yourself/);
    login.child.kill("SIGTERM");
    expect((await login.ended).code).toBe(130);
  });
});

describe("logout", () => {
  const signIn = () => ({
    loginUrl: org.instanceUrl,
    clientId: org.oauth.clientId,
    refreshToken: org.settings.SALESFORCE_REFRESH_TOKEN,
  });
  const logout = (...args: string[]) => runCommand(["logout", ...args], { env: settingsOfFolder(folder) });

  test("says when there is nothing, and what there is", async () => {
    expect(await logout()).toMatchObject({
      code: 0,
      stdout: "There is no stored sign-in 'default'.\n",
    });
    await store().save("sandbox", signIn());
    expect((await logout("--profile", "typo")).stdout).toContain("Stored are: sandbox.");
  });

  test("cannot tell Salesforce: forgets all the same, and says how to revoke it", async () => {
    await store().save("default", { ...signIn(), loginUrl: "http://127.0.0.1:9" });
    const { code, stderr } = await logout();
    expect(stderr).toMatch(/is forgotten, but it could not be revoked: .*ECONNREFUSED/);
    expect(stderr).toContain("OAuth Usage");
    expect(code).toBe(1);
    expect(await store().load("default")).toBeUndefined();
  });

  test("forgets what is damaged", async () => {
    await store().save("default", signIn());
    await writeFile(join(folder, "salesforce-rest-mcp", "sign-in.default.json"), "{");
    expect((await logout()).stderr).toContain("what was stored cannot be read");
    expect(await store().profiles()).toEqual([]);
  });

  test("revokes the token and the sessions it gave", async () => {
    await store().save("default", signIn());
    expect(await logout()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("The sign-in 'default' is revoked at Salesforce and forgotten"),
    });
    await store().save("default", signIn());
    expect((await logout()).stdout).toContain("no longer valid at Salesforce and forgotten");
  });
});
