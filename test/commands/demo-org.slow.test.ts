import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { program } from "../connect.ts";
import { notOnWindows } from "../left-out.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

const run = promisify(execFile);
const demoOrg = (...args: string[]) => runCommand(["demo-org", ...args]);

/** The indented lines of the help, those after `heading`. */
function commandsAfter(help: string, heading: string): string {
  const [, rest = ""] = help.split(heading);
  const lines = rest.split("\n").slice(1);
  const end = lines.findIndex((line) => line !== "" && !line.startsWith("  "));
  return lines.slice(0, end).join("\n");
}

test("the commands of the help work as they are printed", notOnWindows, async () => {
  const folder = temporaryFolder();
  // In that folder, since the commands name the program as it can be reached from there.
  const { stdout: help } = await run(process.execPath, [program, "demo-org", "--help"], {
    cwd: folder,
    env: ownFolder,
  });
  const command = `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`;
  writeFileSync(join(folder, "salesforce-rest-mcp"), command, { mode: 0o755 });
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
  const headings = ["Keep the settings", "This server,", "curl:", "jsforce, where"];
  const script = headings.map((heading) => commandsAfter(help, heading)).join("\necho; echo next\n");
  const path = [folder, resolve(process.execPath, ".."), process.env["PATH"]].join(delimiter);
  const { stdout } = await run("sh", ["-c", `${script}\nkill $!`], {
    cwd: folder,
    env: { ...ownFolder, PATH: path },
  });
  const [, server = "", curl = "", jsforce = ""] = stdout.split("next\n");
  expect(server).toMatch(/^# totalSize=3 returned=3\nName\n/);
  expect(JSON.parse(curl)).toMatchObject({ totalSize: 3, done: true });
  expect(jsforce).toMatch(/^\[ '.+', '.+', '.+' \]/);
});

test("a port that is none, or taken, is said", async () => {
  expect(await demoOrg("--port", "x")).toMatchObject({
    code: 2,
    stderr: "--port takes a number from 0 to 65535.\n",
  });
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect(await demoOrg("--port", String(port))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(new RegExp(`^The demo org cannot listen on port ${port}: .*EADDRINUSE`)),
  });
  taken.close();
});

const openssl = "openssl";
const hasOpenssl = spawnSync(openssl, ["version"]).status === 0;

/** A certificate and its key, as docs/sign-in.md makes them. */
function madeBy(...newKey: string[]): { key: string; certificate: string } {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const files = ["-nodes", "-days", "2", "-subj", "/CN=test", "-keyout", key, "-out", certificate];
  execFileSync(openssl, ["req", "-x509", ...newKey, ...files], { stdio: "ignore" });
  return { key, certificate };
}

test.skipIf(!hasOpenssl)("--certificate trusts the reader's own key, and no other", async () => {
  const [own, other] = [madeBy("-newkey", "rsa:2048"), madeBy("-newkey", "rsa:2048")];
  const args = [program, "demo-org", "--certificate", own.certificate];
  const org = spawn(process.execPath, args, { env: ownFolder });
  try {
    const [line] = await once(org.stdout, "data");
    const settings: Record<string, string> = JSON.parse(String(line));
    expect(Object.keys(settings).sort()).toEqual([
      "SALESFORCE_CLIENT_ID",
      "SALESFORCE_DEMO_CONTROL_KEY",
      "SALESFORCE_LOGIN_URL",
      "SALESFORCE_USERNAME",
    ]);
    const user = (key: string) =>
      runCommand(["call", "getUserInfo"], { env: { ...settings, SALESFORCE_PRIVATE_KEY_FILE: key } });
    expect((await user(own.key)).stdout).toContain("dana@demo.example");
    expect(await user(other.key)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("invalid assertion"),
    });
  } finally {
    org.kill();
  }
});

test.skipIf(!hasOpenssl)("--certificate says what is wrong with the file", async () => {
  const { key, certificate } = madeBy("-newkey", "rsa:2048");
  const curve = madeBy("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
  const rows: [string[], RegExp][] = [
    [[key], /this is a private key: name the other file/],
    [[program], /takes an X\.509 certificate/],
    [[join(temporaryFolder(), "none.pem")], /no file that can be read \(ENOENT\)/],
    [[curve.certificate], /with an RSA key/],
    [[certificate, "--flow", "access-token"], /for the flow jwt-bearer: leave --flow access-token out/],
  ];
  for (const [words, stderr] of rows)
    expect(await demoOrg("--certificate", ...words)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(stderr),
    });
});
