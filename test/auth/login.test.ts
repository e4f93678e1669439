import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type TestOptions, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { ask } from "../ask.ts";
import { inChromium, launchBrowser } from "../browser.ts";
import { Command, freeRedirectUrl, type Person, type Running, withoutBrowser } from "../command.ts";
import { connect } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { startCommand } from "../run-command.ts";

let org: DemoOrg;
let folder: string;
let redirectUrl: string;
let browser: Browser;

beforeAll(async () => {
  org = await startDemoOrg();
});

beforeEach(async () => {
  folder = temporaryFolder();
  redirectUrl = await freeRedirectUrl();
  org.oauth.redirectUris.push(redirectUrl);
});

afterEach(() => {
  org.oauth.approved = true;
});

afterAll(() => org.close());

const loginArguments = ["login", "--no-browser"];

function variables() {
  return {
    ...settingsOfFolder(folder),
    SALESFORCE_LOGIN_URL: org.instanceUrl,
    SALESFORCE_CLIENT_ID: org.oauth.clientId,
    SALESFORCE_REDIRECT_URL: redirectUrl,
  };
}

const loginProcess = () => new Command(loginArguments, variables());
const loginHere = () => startCommand(loginArguments, { env: variables() });

function stored() {
  return new SignIns(`${folder}/salesforce-rest-mcp`).load("default");
}

const inBrowser: Person = {
  async decides(address, decision) {
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole("button", { name: decision === "allow" ? "Allow" : "Deny" }).click();
    await page.waitForURL(`${redirectUrl}?**`);
    return (await page.textContent("body")) ?? "";
  },
  async visitsElsewhere(address) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    return (await page.textContent("body")) ?? "";
  },
};

interface Way {
  title: string;
  person: Person;
  startLogin(): Running;
  options: TestOptions;
}

const ways: Way[] = [
  {
    title: "of a process of its own, by requests alone",
    person: withoutBrowser,
    startLogin: loginProcess,
    options: {},
  },
  { title: "in a real browser", person: inBrowser, startLogin: loginHere, options: inChromium },
];

for (const { title, person, startLogin, options } of ways)
  describe(`login, ${title}`, options, () => {
    if (person === inBrowser) {
      beforeAll(async () => {
        browser = await launchBrowser();
      });

      afterAll(() => browser.close());
    }

    test("allowed: ends with a stored sign-in, and a server without settings answers a tool call", async () => {
      const login = startLogin();
      expect(await person.decides(await login.address(), "allow")).toContain("You are signed in");
      const { code, stdout, stderr } = await login.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/Signed in as Dana Demo \(dana@demo\.example\) in Demo Org .*production/);
      expect(stdout).toContain("Stored as profile 'default' in ");
      const server = await connect({ org, over: "streams", signIn: () => settingsOfFolder(folder) });
      const { text, isError } = await server.call("executeQuery", {
        soql: "SELECT Name FROM Account LIMIT 1",
      });
      expect(isError, text).toBe(false);
      await server.close();
      expect(stdout).not.toContain((await stored())?.refreshToken);
    });

    test("denied: says so here and there, and stores nothing", async () => {
      const login = startLogin();
      const page = await person.decides(await login.address(), "deny");
      expect(page).toMatch(/The sign-in failed[\s\S]*access_denied[\s\S]*choose Allow/);
      const { code, stderr } = await login.ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /refused the sign-in \(access_denied: end-user denied authorization\)\.\n.*Allow/,
      );
      expect(await stored()).toBeUndefined();
    });

    test("another browser with another state is turned away, and the right one still gets in", async () => {
      const login = startLogin();
      const address = await login.address();
      const foreign = await person.visitsElsewhere(`${redirectUrl}?code=stolen&state=other`);
      expect(foreign).toContain("This belongs to another sign-in");
      expect(await person.visitsElsewhere(`${redirectUrl}?error=access_denied`)).toContain("another sign-in");
      expect(await person.decides(address, "allow")).toContain("You are signed in");
      expect((await login.ended).code).toBe(0);
    });

    test("a page that has another name point here, or asks by script, is turned away; pages are kept by nobody", async () => {
      const login = startLogin();
      const address = await login.address();
      const state = new URL(address).searchParams.get("state") ?? "";
      const back = `${redirectUrl}?code=stolen&state=${state}`;
      for (const headers of [
        { host: "evil.example" },
        { host: `evil.example:${new URL(redirectUrl).port}` },
        { origin: "https://evil.example" },
      ])
        expect(await ask(back, "GET", headers)).toMatchObject({
          status: 404,
          headers: { "cache-control": "no-store" },
        });
      expect(await person.decides(address, "allow")).toContain("You are signed in");
      expect((await login.ended).code).toBe(0);
    });

    test("a redirect URL that the app no longer knows: Salesforce's page says so, and Ctrl-C ends the waiting", async () => {
      const login = loginProcess();
      const address = await login.address();
      org.oauth.redirectUris.pop();
      expect(await person.visitsElsewhere(address)).toContain("error=redirect_uri_mismatch");
      login.child.kill("SIGINT");
      const { code, stderr } = await login.ended;
      expect({ code, stderr }).toEqual({
        code: 130,
        stderr: "The sign-in was cancelled; nothing was stored.\n",
      });
      expect(await stored()).toBeUndefined();
    });

    test("a user whom nobody admitted to the app", async () => {
      const login = startLogin();
      const address = await login.address();
      org.oauth.approved = false;
      expect(await person.decides(address, "allow")).toContain("user is not admin approved");
      expect((await login.ended).stderr).toMatch(
        /OAUTH_APP_ACCESS_DENIED.*\nLet an administrator admit the user/,
      );
    });
  });

test("the browser always asks who it is", async () => {
  const login = loginProcess();
  const asked = new URL(await login.address()).searchParams;
  expect(asked.get("prompt")).toBe("login");
  login.child.kill("SIGINT");
  await login.ended;
});
