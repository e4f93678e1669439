import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { beforeAll, describe, expect, test } from "vitest";
import bundleManifest from "../mcpb/manifest.json" with { type: "json" };
import { folderWith } from "./demo/load/load-folder.ts";
import { root } from "./generated-file.ts";
import { ownFolder, temporaryFolder } from "./own-folder.ts";

const run = promisify(execFile);

/** One query by a real client of a server that is started like this. */
async function answerOf(command: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StdioClientTransport({ command, args, env: { ...ownFolder, ...env } }));
  const result = await client.callTool({
    name: "executeQuery",
    arguments: { soql: "SELECT COUNT() FROM Case" },
  });
  await client.close();
  // The server answers in text alone.
  return (result.content as { text: string }[]).map(({ text }) => text).join("");
}

describe("the npm package", () => {
  let tarball: string;
  let app: string;
  let files: string[];

  /** Our tarball and those of what it depends on, so that they install without a registry. */
  beforeAll(async () => {
    const folder = temporaryFolder();
    app = join(folder, "app");
    const keyring = (await readdir(join(root, "node_modules/@napi-rs"))).map((name) => `@napi-rs/${name}`);
    const packages = [".", ...["node-sqlite3-wasm", ...keyring].map((name) => `./node_modules/${name}`)];
    const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...packages];
    const { stdout } = await run("npm", pack, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    const packed: { name: string; filename: string; files: { path: string }[] }[] = Object.values(
      JSON.parse(stdout),
    );
    const tarballs = packed.map(({ filename }) =>
      join(folder, filename.replace("@", "").replaceAll("/", "-")),
    );
    tarball = tarballs[0] ?? "";
    files = packed[0]?.files.map(({ path }) => path) ?? [];
    await mkdir(app);
    await writeFile(join(app, "package.json"), '{"private":true}');
    const install = ["install", "--offline", "--no-audit", "--no-fund", "--cache", join(folder, "cache")];
    await run("npm", [...install, ...tarballs], { cwd: app });
  }, 60_000);

  test("holds what it promises and nothing else", async () => {
    const outside = files.filter((path) => !path.startsWith("dist/"));
    expect(outside.sort()).toEqual([".env.example", "LICENSE", "README.md", "package.json"]);
    const inside = files.filter(
      (path) =>
        !/^dist\/(?:chunks\/[\w-]+\.js|tool-lists\/[\w-]+\.tsv)$/.test(path) && !outside.includes(path),
    );
    expect(inside.sort()).toEqual([
      "dist/THIRD-PARTY-NOTICES.txt",
      "dist/demo.d.ts",
      "dist/demo.js",
      "dist/main.js",
      "dist/picture.js",
    ]);
    expect((await stat(tarball)).size).toBeLessThan(1.5e6);
  });

  test("is a library with types for people's own tests, which jsforce cannot tell from Salesforce", async () => {
    const data = folderWith({ "Account.csv": "Id,Name\n001000000000001,Northwind\n" });
    const jsforce = pathToFileURL(join(root, "node_modules/jsforce/index.js")).href;
    await writeFile(
      join(app, "own-test.mjs"),
      `import jsforce from ${JSON.stringify(jsforce)};
      import { startDemoOrg } from "salesforce-rest-mcp/demo";
      const org = await startDemoOrg({ load: ${JSON.stringify(data)} });
      const { SALESFORCE_CLIENT_ID: clientId, SALESFORCE_CLIENT_SECRET: clientSecret, SALESFORCE_REFRESH_TOKEN: refreshToken } = org.settings;
      const connection = new jsforce.Connection({ instanceUrl: org.url, refreshToken, oauth2: { loginUrl: org.url, clientId, clientSecret } });
      await connection.sobject("Account").create({ Name: "Southwind" });
      const { records } = await connection.query("SELECT Name FROM Account ORDER BY Name");
      console.log(records.map(({ Name }) => Name).join(), org.notes.length);
      await org.stop();
      const failed = await startDemoOrg({ load: ${JSON.stringify(join(data, "none"))} }).catch(({ message }) => message);
      console.log(failed.includes("cannot be read"));`,
    );
    const { stdout } = await run(process.execPath, [join(app, "own-test.mjs")]);
    expect(stdout).toBe("Northwind,Southwind 0\ntrue\n");
  });

  test("its types fit what people write", async () => {
    await writeFile(
      join(app, "own-test.mts"),
      `import { type DemoOrg, startDemoOrg } from "salesforce-rest-mcp/demo";
      const org: DemoOrg = await startDemoOrg({ load: ["a", "b"], port: 0 });
      const token: string = org.settings.SALESFORCE_REFRESH_TOKEN + org.url + org.notes.join();
      // @ts-expect-error There is no such option.
      await startDemoOrg({ folder: token });
      await org.stop();`,
    );
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", ""];
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, "own-test.mts"], {
      cwd: app,
    });
  });

  test("brings at most five packages", async () => {
    const lock = JSON.parse(await readFile(join(app, "node_modules/.package-lock.json"), "utf8"));
    const names = Object.keys(lock.packages);
    expect(names).toContain("node_modules/salesforce-rest-mcp");
    expect(names.length).toBeLessThanOrEqual(5);
  });

  test("serves from an empty folder", async () => {
    const program = join(app, "node_modules/.bin/salesforce-rest-mcp");
    expect(await answerOf(program, ["--demo"], { PATH: process.env["PATH"] ?? "" })).toBe(
      "# count=80 totalSize=80",
    );
  });

  test("once installed, setup writes an entry that starts it where it lies", async () => {
    const program = join(app, "node_modules/.bin/salesforce-rest-mcp");
    const env = { ...ownFolder, PATH: process.env["PATH"], HOME: app };
    const { stdout } = await run(program, ["setup", "cursor", "--print", "--demo"], { env, cwd: app });
    expect(JSON.parse(stdout).mcpServers.salesforce).toEqual({
      command: process.execPath,
      args: [join(await realpath(app), "node_modules/salesforce-rest-mcp/dist/main.js"), "--demo"],
    });
  });
});

describe("the bundle for Claude Desktop", () => {
  const folder = temporaryFolder();
  const staged = join(folder, "staged");
  const unpacked = join(folder, "unpacked");
  const mcpb = join(root, "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");

  async function bundle(args: string[], env: Record<string, string> = {}): Promise<void> {
    await run(process.execPath, ["bundle.mjs", ...args], { cwd: root, env: { ...process.env, ...env } });
  }

  beforeAll(async () => {
    await bundle([join(folder, "a.mcpb"), staged]);
    await run(process.execPath, [mcpb, "unpack", join(folder, "a.mcpb"), unpacked]);
  });

  test("passes mcpb validate and mcpb pack", async () => {
    const { stdout } = await run(process.execPath, [mcpb, "validate", staged]);
    expect(stdout).toContain("Manifest schema validation passes!");
    await run(process.execPath, [mcpb, "pack", staged, join(folder, "packed.mcpb")]);
    expect((await stat(join(folder, "packed.mcpb"))).size).toBeGreaterThan(0);
  });

  test("comes out the same twice, wherever it is made", async () => {
    await bundle([join(folder, "b.mcpb")], { TZ: "Asia/Tokyo" });
    const [one, other] = await Promise.all(["a", "b"].map((name) => readFile(join(folder, `${name}.mcpb`))));
    expect(other?.equals(one ?? Buffer.alloc(0))).toBe(true);
  });

  test("starts and answers as Claude Desktop starts it, with fields left empty", async () => {
    const { args, env } = bundleManifest.server.mcp_config;
    const words = args.map((word) => word.replace(/^\$\{__dirname\}/, unpacked));
    expect(await answerOf(process.execPath, words, env)).toMatch(/^NOT_CONFIGURED: /);
    expect(await answerOf(process.execPath, [...words, "--demo"], env)).toBe("# count=80 totalSize=80");
  });
});
