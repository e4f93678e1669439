import { execFileSync, spawnSync } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { program } from "../connect.ts";
import { configOf } from "../in-memory-server.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

let org: DemoOrg;
const home = temporaryFolder();

beforeAll(async () => {
  org = await startDemoOrg();
  await mkdir(join(home, "secrets"));
});

afterAll(() => org.close());

const count = ["call", "executeQuery", '{"soql":"SELECT COUNT() FROM Account"}'];

async function put(name: string, text: string): Promise<string> {
  const path = join(home, "secrets", name);
  await writeFile(path, text);
  return path;
}

describe("secrets in files", () => {
  test("sign in as their texts would, line end and home folder included", async () => {
    const { SALESFORCE_CLIENT_SECRET: secret, SALESFORCE_REFRESH_TOKEN: refreshToken, ...app } = org.settings;
    await put("token", `${refreshToken}\r\n`);
    const env = {
      ...app,
      HOME: home,
      SALESFORCE_CLIENT_SECRET_FILE: await put("secret", `${secret}\n`),
      SALESFORCE_REFRESH_TOKEN_FILE: "~/secrets/token",
    };
    const { code, stdout, stderr } = await runCommand(count, { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^# .*40/);
  });

  test.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      "one that is not there",
      async () => ({ SALESFORCE_REFRESH_TOKEN_FILE: join(home, "gone") }),
      /SALESFORCE_REFRESH_TOKEN_FILE names no file that can be read \(ENOENT\)/,
    ],
    [
      "one beside its setting",
      async () => ({ SALESFORCE_CLIENT_SECRET: "a", SALESFORCE_CLIENT_SECRET_FILE: await put("b", "b") }),
      /SALESFORCE_CLIENT_SECRET and SALESFORCE_CLIENT_SECRET_FILE are both set/,
    ],
    [
      "one with more than a token",
      async () => ({ SALESFORCE_REFRESH_TOKEN_FILE: await put("two", "hush\nhush\n") }),
      /SALESFORCE_REFRESH_TOKEN_FILE names a file whose text cannot be used: it takes the bare value/,
    ],
    [
      "an empty one",
      async () => ({ SALESFORCE_PRIVATE_KEY_PASSPHRASE_FILE: await put("empty", "") }),
      /SALESFORCE_PRIVATE_KEY_PASSPHRASE_FILE names a file whose text cannot be used: it takes a file that is not empty/,
    ],
  ])("%s is refused at start", async (_, settings, expected) => {
    const { code, stderr } = await runCommand(count, { env: await settings() });
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toContain("hush");
  });
});

describe("a secret's file of another kind", () => {
  const holding = (bytes: Buffer | string) => async (name: string) => {
    const path = join(home, "secrets", name);
    await writeFile(path, bytes);
    return path;
  };
  const byteOrderMark = "\uFEFF";
  const large = "hush".repeat(20_000);

  test.each<[string, string | Buffer]>([
    ["with a byte order mark", `${byteOrderMark}pass phrase\n`],
    ["with Windows' line end", "pass phrase\r\n"],
    ["without a line end", "pass phrase"],
  ])("%s holds the same passphrase", async (_, text) => {
    const path = await holding(text)("passphrase");
    expect(configOf({ SALESFORCE_PRIVATE_KEY_PASSPHRASE_FILE: path })).toMatchObject({
      privateKeyPassphrase: "pass phrase",
    });
  });

  test.each<[string, (name: string) => Promise<string>, string]>([
    ["a folder", async () => join(home, "secrets"), "names no file that can be read (it is a folder)"],
    ["a device", async () => "/dev/zero", "names no file that can be read (it is no plain file)"],
    [
      "a pipe",
      async (name) => {
        execFileSync("mkfifo", [join(home, name)]);
        return join(home, name);
      },
      "names no file that can be read (it is no plain file)",
    ],
    ["a long file", holding(large), "names no file that can be read (it is longer than 64 kB)"],
    ["another encoding", holding(Buffer.from("\uFEFFhush", "utf16le")), "(it is no UTF-8 text)"],
    ["bytes", holding(Buffer.from([0x68, 0xff, 0xfe, 0x80])), "(it is no UTF-8 text)"],
    ["several lines", holding("hush\nhush\n"), "it takes the bare value on one line"],
    ["lines alone", holding("\n\n"), "it takes a file that is not empty"],
    ["blanks", holding("  \n"), "it takes a file that is not empty"],
  ])("%s is refused at once, and nothing of it is shown", async (kind, made, expected) => {
    const path = await made(`kind-${kind}`);
    for (const of of ["CLIENT_SECRET", "REFRESH_TOKEN", "PRIVATE_KEY_PASSPHRASE"]) {
      const variable = `SALESFORCE_${of}_FILE`;
      const { code, stdout, stderr } = await runCommand([], { env: { [variable]: path } });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`${variable} names`);
      expect(stderr).toContain(expected);
      expect(stderr).not.toContain("hush");
    }
  });

  test("one that this user may not read is refused", async () => {
    const path = await holding("hush")("closed");
    await chmod(path, 0o000);
    // Who may read everything can become somebody who may not.
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const env = { ...ownFolder, SALESFORCE_REFRESH_TOKEN_FILE: path };
    await chmod(home, 0o755);
    const { status, stderr } = spawnSync(process.execPath, [program], { env, ...uid, encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        "SALESFORCE_REFRESH_TOKEN_FILE names no file that can be read (EACCES)",
      ),
    });
    expect(stderr).not.toContain("hush");
  });

  test("one that everybody may read is taken, as mounted secrets are", async () => {
    const path = await holding("token\n")("open");
    await chmod(path, 0o644);
    await symlink(path, join(home, "link"));
    const config = configOf({
      SALESFORCE_REFRESH_TOKEN_FILE: join(home, "link"),
      SALESFORCE_CLIENT_ID: "id",
    });
    expect(config).toMatchObject({ refreshToken: "token" });
  });
});

describe("~ is the home folder", () => {
  test("in every setting that names a file or folder", () => {
    // Which home that is, Node reads from the environment of its own process.
    const own = process.env["HOME"] ?? "";
    const config = configOf({
      SALESFORCE_FILES_DIR: "~/exports",
      SALESFORCE_AUDIT_LOG: "~/audit.jsonl",
      SALESFORCE_PRIVATE_KEY_FILE: "~/key.pem",
    });
    expect(config).toMatchObject({
      filesDir: join(own, "exports"),
      auditLog: join(own, "audit.jsonl"),
      privateKeyFile: join(own, "key.pem"),
    });
    expect(configOf({ SALESFORCE_FILES_DIR: "~" }).filesDir).toBe(own);
    expect(configOf({ SALESFORCE_FILES_DIR: "/a/~/b" }).filesDir).toBe("/a/~/b");
  });

  test("in a client's entry too", async () => {
    await mkdir(join(home, "exports"));
    const env = { HOME: home, SALESFORCE_FILES_DIR: "~/exports" };
    const { stdout } = await runCommand(["setup", "cursor", "--print"], { env });
    const [entry] = Object.values(JSON.parse(stdout).mcpServers) as { env: Record<string, string> }[];
    expect(entry?.env["SALESFORCE_FILES_DIR"]).toBe(join(home, "exports"));
  });
});

test("a files folder that is not there is refused by every command that reads settings, but doctor", async () => {
  const env = { SALESFORCE_FILES_DIR: join(home, "nowhere") };
  for (const args of [[], count, ["login"], ["logout"], ["setup", "cursor", "--print"]]) {
    const { code, stdout, stderr } = await runCommand(args, { env });
    expect({ code, stdout }, args[0] ?? "serve").toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/SALESFORCE_FILES_DIR is '.*nowhere', but it takes a folder that exists/);
  }
});
