import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secrets } from "../../src/auth/secrets.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { anyText } from "../any-text.ts";
import { program } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";

describe("redaction by value", () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0B/+AQE".repeat(2)}\nq1w2e3r4t5y6u7i8o9p0==\n-----END PRIVATE KEY-----\n`;

  test("as it is, in JSON, in an address, and line by line", () => {
    const secrets = new Secrets(['s3cr"et/+=', key]);
    for (const form of [
      key,
      key.replaceAll("\n", "\\n"),
      JSON.stringify(key),
      encodeURIComponent('s3cr"et/+='),
    ])
      expect(secrets.redacted(`<${form}>`)).not.toMatch(/MIIEvQ|q1w2e3|s3cr/);
    expect(secrets.redacted("first MIIEvQIBADANBgkqhkiG9w0B/+AQEMIIEvQIBADANBgkqhkiG9w0B/+AQE")).toBe(
      "first [secret]",
    );
    expect(secrets.redacted("-----BEGIN PRIVATE KEY-----")).toBe("-----BEGIN PRIVATE KEY-----");
  });

  test("anybody's session id, and nothing that only looks a little like one", () => {
    const secrets = new Secrets();
    const session = "00Dxx0000001gEREAY!AQEAQJ.abc_DEFghiJKLmnoPQRstu.VWXyz0123456789";
    expect(secrets.redacted(`token=${session};`)).toBe("token=[secret];");
    expect(secrets.redacted("org 00Dxx0000001gEREAY!")).toBe("org 00Dxx0000001gEREAY!");
  });

  test("a short value would be found everywhere and is left", () => {
    expect(new Secrets(["2024", "", undefined]).redacted("in 2024")).toBe("in 2024");
  });

  test("whatever the secret and the text around it", () => {
    fc.assert(
      fc.property(anyText({ minLength: 6 }), fc.string(), (secret, around) => {
        const text = new Secrets([secret]).redacted(JSON.stringify({ around, secret }));
        expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });
});

describe("nothing that leaves the process holds a secret", () => {
  let org: DemoOrg;
  const folder = temporaryFolder();

  beforeAll(async () => {
    org = await startDemoOrg({ rotateRefreshTokens: true });
  });

  afterAll(() => org.close());

  /** Everything the program writes when a client makes these calls one after the other. */
  async function everythingOf(env: Record<string, string>, calls: [string, object][]): Promise<string> {
    const child = spawn(process.execPath, [program], {
      env: { ...settingsOfFolder(join(folder, "config")), ...env },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        text += chunk;
      });
    const clientInfo = { name: "t", version: "1" };
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
    const send = (message: object) =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    send({ id: 0, method: "initialize", params });
    child.stdin.write(`{"token": "${env["SALESFORCE_REFRESH_TOKEN"] ?? ""}" not json\n`);
    for (const [index, [name, args]] of calls.entries()) {
      send({ id: index + 1, method: "tools/call", params: { name, arguments: args } });
      await expect.poll(() => text.includes(`"id":${index + 1}`), { timeout: 10_000 }).toBe(true);
    }
    child.stdin.end();
    await new Promise((resolve) => child.once("close", resolve));
    return text;
  }

  const flows: [string, () => Record<string, string>][] = [
    ["refresh token", () => org.settings],
    ["JWT bearer", () => ({ ...org.jwtSettings(), SALESFORCE_PRIVATE_KEY_PASSPHRASE: "a passphrase" })],
    ["client credentials", () => org.clientCredentialsSettings()],
    ["a ready session", () => org.accessTokenSettings()],
  ];

  test.each(flows)("%s: answers, errors, logs and the full audit", async (Name, settingsOf) => {
    const settings = settingsOf();
    const secretNames = /SECRET|TOKEN|PRIVATE_KEY|PASSPHRASE/;
    const planted = Object.entries(settings).flatMap(([name, value]) =>
      secretNames.test(name) ? [value] : [],
    );
    const audit = join(folder, `audit-${Math.random()}.jsonl`);
    const env = {
      ...settings,
      SALESFORCE_AUDIT_LOG: audit,
      SALESFORCE_AUDIT_DETAIL: "full",
      SALESFORCE_LOG_LEVEL: "debug",
    };
    const record = { Name, Description: planted.join(" and ") };
    const said = await everythingOf(env, [
      ["createRecord", { object: "Account", record }],
      ["executeQuery", { soql: `SELECT Description FROM Account WHERE Name = '${Name}'` }],
      ["executeQuery", { soql: `SELECT Id FROM Account WHERE Name = '${planted[0]}' AND` }],
      ["getRecord", { object: planted.join(" ") }],
      [`tool ${planted[0]}`, {}],
    ]);
    const recorded = readFileSync(audit, "utf8");
    expect(recorded.trim().split("\n")).toHaveLength(5);
    const live = [...org.oauth.tokens(), ...planted.flatMap((value) => value.split(/\\n|\n/))];
    for (const secret of live.filter((value) => value.length >= 6 && !value.startsWith("-----")))
      for (const text of [said, recorded]) expect(text).not.toContain(secret);
    expect(recorded).toContain("[secret]");
  });
});
