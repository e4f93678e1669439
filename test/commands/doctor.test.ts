import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { type DemoOrg, type DemoOrgOptions, startDemoOrg } from "../../src/demo/org.ts";
import type { Ended } from "../command.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

let healthy: DemoOrg;
let folder: string;
const others: DemoOrg[] = [];

beforeAll(async () => {
  healthy = await startDemoOrg();
});

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  healthy.faults.clear();
  healthy.oauth.apiEnabled = true;
  healthy.oauth.approved = true;
  await Promise.all(others.splice(0).map((org) => org.close()));
});

afterAll(() => healthy.close());

async function orgWith(options: DemoOrgOptions): Promise<DemoOrg> {
  const org = await startDemoOrg(options);
  others.push(org);
  return org;
}

function doctor(settings: Record<string, string>, ...args: string[]): Promise<Ended> {
  return runCommand(["doctor", ...args], { env: { ...settingsOfFolder(folder), ...settings } });
}

function lines(stdout: string, mark: string): string[] {
  return stdout.split("\n").filter((line) => line.startsWith(mark));
}

function expectNoSecrets(text: string, org: DemoOrg): void {
  for (const secret of [
    org.oauth.clientSecret,
    org.oauth.refreshToken,
    "5Aep861",
    "PRIVATE KEY",
    "00DDE00000000012AA!",
  ])
    expect(text).not.toContain(secret);
}

describe("a healthy org", () => {
  test("by refresh token: nothing fails, and the exit code is 0", async () => {
    const { code, stdout, stderr } = await doctor(healthy.settings);
    expect(lines(stdout, "✗")).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^✓ settings +SALESFORCE_CLIENT_ID \(environment\), /m);
    expect(stdout).toMatch(/^✓ user +Dana Demo \(dana@demo\.example\) in Demo Org .*production/m);
    expect(stdout).toMatch(/^✓ API version +68\.0; the org offers 31\.0 to 68\.0$/m);
    expect(stdout).toMatch(/^✓ objects +(\d{2}) of \1 objects can be queried/m);
    expect(stdout).toMatch(/^– files folder +SALESFORCE_FILES_DIR is not set/m);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Nothing is wrong.");
    expectNoSecrets(stdout, healthy);
  });

  test("by JWT: key and clock count", async () => {
    const { stdout, code } = await doctor(healthy.jwtSettings());
    expect(lines(stdout, "✗")).toEqual([]);
    expect(stdout).toMatch(/^✓ private key +can sign$/m);
    expect(stdout).toMatch(/^✓ clock +right$/m);
    expect(code).toBe(0);
    expectNoSecrets(stdout, healthy);
  });

  test("by what is stored, and by a ready session", async () => {
    const { settings } = healthy;
    const store = new SignIns(join(folder, "salesforce-rest-mcp"));
    await store.save("work", {
      loginUrl: settings.SALESFORCE_LOGIN_URL,
      clientId: settings.SALESFORCE_CLIENT_ID,
      refreshToken: settings.SALESFORCE_REFRESH_TOKEN,
    });
    const { stdout } = await doctor({}, "--profile", "work");
    expect(stdout).toMatch(
      /^✓ sign-in settings stored sign-in 'work' for http:.*, in .*sign-in\.work\.json$/m,
    );
    expect(stdout).toContain("SALESFORCE_PROFILE (command line)");
    expect(lines(stdout, "✗")).toEqual([]);
    expect((await doctor(healthy.accessTokenSettings())).stdout).toMatch(
      /^✓ sign-in settings a ready session/m,
    );
  });

  test("as JSON", async () => {
    const { code, stdout } = await doctor(healthy.settings, "--json");
    const { ok, checks } = JSON.parse(stdout);
    expect({ ok, code }).toEqual({ ok: true, code: 0 });
    expect(checks).toContainEqual({ name: "API access", status: "ok", message: "the REST API answers" });
    expectNoSecrets(stdout, healthy);
  });

  test("with folders that work, a misspelt variable and a version that the org lacks", async () => {
    const { stdout } = await doctor({
      ...healthy.settings,
      SALESFORCE_FILES_DIR: folder,
      SALESFORCE_AUDIT_LOG: join(folder, "audit.jsonl"),
      SALESFORCE_REFRESHTOKEN: "misspelt",
      SALESFORCE_API_VERSION: "99.0",
    });
    expect(stdout).toMatch(new RegExp(`^✓ files folder +${folder}$`, "m"));
    expect(stdout).toMatch(/^✓ audit file .*audit\.jsonl$/m);
    expect(stdout).toMatch(
      /^✗ settings +SALESFORCE_REFRESHTOKEN is no setting .* → Did you mean SALESFORCE_REFRESH_TOKEN\?$/m,
    );
    expect(stdout).toMatch(
      /^✗ API version +SALESFORCE_API_VERSION is 99\.0, but.* → Leave SALESFORCE_API_VERSION out/m,
    );
    expect(stdout).not.toContain("misspelt");
  });

  test("with a misspelt name in an object list", async () => {
    const lists = { SALESFORCE_ALLOWED_OBJECTS: "account,Opp*,Case", SALESFORCE_DENIED_OBJECTS: "Caes,Zz*" };
    const { stdout, code } = await doctor({ ...healthy.settings, ...lists });
    expect(stdout).toMatch(
      /^✗ object lists +SALESFORCE_DENIED_OBJECTS names Caes, SALESFORCE_DENIED_OBJECTS names Zz\*, and .* → Did you mean Case/m,
    );
    expect(code).toBe(1);
    const right = { SALESFORCE_ALLOWED_OBJECTS: "account,Opp*,*", SALESFORCE_DENIED_OBJECTS: "case" };
    expect((await doctor({ ...healthy.settings, ...right })).stdout).toMatch(
      /^✓ object lists +every name stands for/m,
    );
  });

  test("with a misspelt name in the list of actions", async () => {
    const wrong = { SALESFORCE_ALLOWED_ACTIONS: "Plan_Folow_Up,submit,Zz*,apexrest/projects" };
    const { stdout, code } = await doctor({ ...healthy.settings, ...wrong });
    expect(stdout).toMatch(
      /^✗ action list +SALESFORCE_ALLOWED_ACTIONS names Plan_Folow_Up, Zz\*, and .* → Did you mean Plan_Follow_Up/m,
    );
    expect(code).toBe(1);
    const right = {
      SALESFORCE_ALLOWED_ACTIONS: "plan_*,Account.New_Contact,New_Contact,approve,ApplyDiscount",
    };
    expect((await doctor({ ...healthy.settings, ...right })).stdout).toMatch(/^✓ action list +every name/m);
  });

  test("with folders that do not work", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const missing = await doctor({ ...healthy.settings, SALESFORCE_FILES_DIR: join(folder, "gone") });
    expect(missing.stdout).toMatch(/^✗ files folder +.*gone is not there → Make SALESFORCE_FILES_DIR/m);
    const { stdout, code } = await doctor({
      ...healthy.settings,
      SALESFORCE_FILES_DIR: file,
      SALESFORCE_AUDIT_LOG: join(file, "audit.jsonl"),
    });
    expect(stdout).toMatch(/^✗ files folder .*file is no folder → Make SALESFORCE_FILES_DIR/m);
    expect(stdout).toMatch(/^✗ audit file .*cannot be written \(ENOTDIR.* → Make SALESFORCE_AUDIT_LOG/m);
    expect(code).toBe(1);
  });
});

const html = { status: 200, body: "<html><body>Welcome to our login page</body></html>" };

interface Broken {
  options?: DemoOrgOptions;
  settings: (org: DemoOrg) => Record<string, string>;
  break?: (org: DemoOrg) => void;
  failures: RegExp[];
}

const broken: Record<string, Broken> = {
  "a wrong client id": {
    settings: ({ settings }) => ({ ...settings, SALESFORCE_CLIENT_ID: "wrong" }),
    failures: [/^✗ sign-in .*invalid_client_id: client identifier invalid.* → Check SALESFORCE_CLIENT_ID/],
  },
  "an unapproved user": {
    settings: (org) => org.jwtSettings(),
    break: (org) => {
      org.oauth.approved = false;
    },
    failures: [
      /^✗ sign-in .*user hasn't approved this consumer.* → Let an administrator pre-authorise the user/,
    ],
  },
  "an expired certificate": {
    options: {},
    settings: (org) => org.jwtSettings(),
    break: ({ oauth }) => oauth.expireCertificate(),
    failures: [
      /^✗ sign-in .*invalid assertion.* → Check that the app holds the certificate.*has not expired/,
    ],
  },
  "another certificate than the key's": {
    options: {},
    settings: (org) => org.jwtSettings(),
    break: ({ oauth }) => oauth.replaceCertificate(),
    failures: [
      /^✗ sign-in .*invalid assertion.* → Check that the app holds the certificate of this private key/,
    ],
  },
  "a key that cannot sign": {
    settings: (org) => ({
      ...org.jwtSettings(),
      SALESFORCE_PRIVATE_KEY: String(
        generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
          type: "pkcs8",
          format: "pem",
        }),
      ),
    }),
    failures: [/^✗ private key .*cannot be used to sign.* → It must be an RSA key/],
  },
  "a wrong audience": {
    settings: (org) => ({ ...org.jwtSettings(), SALESFORCE_JWT_AUDIENCE: "https://example.com" }),
    failures: [/^✗ sign-in .*audience is invalid.* → Set SALESFORCE_JWT_AUDIENCE/],
  },
  "a clock that is ahead": {
    options: { now: () => Date.now() - 600_000 },
    settings: (org) => org.jwtSettings(),
    failures: [
      /^✗ clock .*(?:599|600|601) s ahead.* → Set the clock right/,
      /^✗ sign-in .*invalid assertion.*clock is right/,
    ],
  },
  "a clock that is behind": {
    options: { now: () => Date.now() + 600_000 },
    settings: (org) => org.jwtSettings(),
    failures: [
      /^✗ clock .*(?:599|600|601) s behind.* → Set the clock right/,
      /^✗ sign-in .*expired authorization code.*clock/,
    ],
  },
  "an http URL": {
    settings: ({ settings }) => ({ ...settings, SALESFORCE_LOGIN_URL: "http://acme.my.salesforce.com" }),
    failures: [
      /^✗ settings .*SALESFORCE_LOGIN_URL is an address at acme\.my\.salesforce\.com, .*takes an https.* → Correct it/,
    ],
  },
  "an unreachable host": {
    settings: ({ settings }) => ({ ...settings, SALESFORCE_LOGIN_URL: "http://127.0.0.1:9" }),
    failures: [/^✗ login host .*127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\).* → Check the network/],
  },
  "a login host that answers with a page": {
    settings: ({ settings }) => settings,
    break: ({ faults }) => faults.add({ path: "/services/oauth2", answer: html, times: 9 }),
    failures: [
      /^✗ sign-in .*answered HTTP 200 and nothing that can be read, so it is not Salesforce's.* → Check SALESFORCE_LOGIN_URL/,
    ],
  },
  "an instance that answers with a page": {
    settings: (org) => org.accessTokenSettings(),
    break: ({ faults }) => faults.add({ path: "/services/data", answer: html, times: 9 }),
    failures: [
      /^✗ API version .*an HTML page instead of JSON.* → Check that the instance URL is the org's API host/,
    ],
  },
  "no API permission": {
    settings: ({ settings }) => settings,
    break: ({ oauth }) => {
      oauth.apiEnabled = false;
    },
    failures: [/^✗ API access .*API_DISABLED_FOR_ORG.* → The user lacks the permission API Enabled/],
  },
  "exhausted limits": {
    options: { settings: { dailyApiRequests: 0 } },
    settings: ({ settings }) => settings,
    failures: [
      /^✗ API access .*REQUEST_LIMIT_EXCEEDED: TotalRequests.* → The org's daily API requests are used up/,
    ],
  },
};

describe("broken orgs are named with their remedy, and the exit code is 1", () => {
  test.each(Object.entries(broken))("%s", async (_, { options, settings, break: damage, failures }) => {
    const org = options ? await orgWith(options) : healthy;
    const env = settings(org);
    damage?.(org);
    const { code, stdout } = await doctor(env);
    const found = lines(stdout, "✗");
    expect(found).toEqual(failures.map((failure) => expect.stringMatching(failure)));
    expect(code).toBe(1);
    expect(stdout).not.toContain("<html");
    expectNoSecrets(stdout, org);
  });

  test("fewer requests left than the reserve", async () => {
    const org = await orgWith({ settings: { dailyApiRequests: 100 } });
    const { stdout } = await doctor({ ...org.settings, SALESFORCE_API_RESERVE_PERCENT: "99" });
    expect(stdout).toMatch(/^✗ API requests .*less than the reserve of 99% → Wait, or set a smaller/m);
  });

  test("no sign-in at all: what needs one is left out, and login is named", async () => {
    const { code, stdout } = await doctor({ SALESFORCE_READ_ONLY: "true" });
    expect(lines(stdout, "✗")).toEqual([
      expect.stringMatching(/^✗ sign-in settings NOT_CONFIGURED.*main\.js login/),
    ]);
    expect(stdout).toMatch(/^– API access +there is no sign-in to try$/m);
    expect(code).toBe(1);
  });

  test("nothing set at all: three lines", async () => {
    const { code, stdout } = await doctor({});
    expect(stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^✓ program +Node\.js /),
      expect.stringMatching(/^✗ sign-in settings NOT_CONFIGURED.*main\.js login/),
      "1 of 2 checks failed.",
    ]);
    expect(code).toBe(1);
  });

  test("nothing set but a proxy and a word that is no setting: both are still told", async () => {
    const { stdout } = await doctor({ HTTPS_PROXY: "http://127.0.0.1:9", SALESFORCE_SANDBOX: "x" });
    expect(stdout).toMatch(/^✓ proxy +HTTPS_PROXY 127\.0\.0\.1:9/m);
    expect(stdout).toMatch(/^– settings +SALESFORCE_SANDBOX: /m);
  });

  test("as JSON, with the remedy apart", async () => {
    const { code, stdout } = await doctor({ SALESFORCE_TIMEOUT_SECONDS: "0" }, "--json");
    const { ok, checks } = JSON.parse(stdout);
    expect({ ok, code }).toEqual({ ok: false, code: 1 });
    expect(checks).toContainEqual({
      name: "settings",
      status: "failed",
      message: "SALESFORCE_TIMEOUT_SECONDS is '0', but it takes a whole number from 1 to 600.",
      remedy: expect.stringContaining("Correct it where it is set"),
    });
  });
});
