// Runs the built program under every Node we support and prints a table: the client speaks both eras of the
// protocol, lists tools, queries, runs a report and calls every kind of tool on the demo org. The binaries
// come from the npm package `node` into npm's own cache, once, and not into the project.
import { execFileSync, spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const program = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "dist/main.js");
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ["20.18.1", "20", "22", "24", "26"];

/** The path of a Node's binary. npm itself runs under this Node, whatever `npm` is on the path. */
function binaryOf(version) {
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm ? [process.execPath, npm] : ["npm"];
  const args = ["exec", "--yes", `--package=node@${version}`, "--", "node", "-p", "process.execPath"];
  return execFileSync(command, [...first, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

/** What is called, and what its text must show. */
const calls = [
  ["getUserInfo", {}, /dana@demo\.example/],
  [
    "executeQuery",
    { soql: "SELECT Name FROM Account ORDER BY Name LIMIT 2" },
    /^# totalSize=2 returned=2\nName\n/,
  ],
  ["createRecord", { object: "Account", record: { Name: "Under every Node" } }, /"success":true/],
  ["executeSearch", { term: "Under every Node", objects: [{ name: "Account" }] }, /Account,001/],
  ["executeQuery", { soql: "SELECT Id, Subject FROM Task", saveTo: "tasks.csv" }, /"rows":2500/],
  ["getReport", { reportId: "00ODE00000000032AA" }, /Grand total,,"\$/],
  ["getReport", { reportId: "00ODE00000000032AA", saveTo: "report.csv" }, /"rows":\d/],
  [
    "createBulkJob",
    { object: "Contact", operation: "insert", records: [{ LastName: "One" }, { LastName: "Two" }] },
    /JobComplete/,
  ],
  ["executeQuery", { soql: "SELECT Nmae FROM Account" }, /^INVALID_FIELD: .*[\s\S]*Did you mean Name\?/],
];

async function walk(client) {
  const { tools } = await client.listTools();
  const offered = new Set(tools.map(({ name }) => name));
  let called = 0;
  for (const [name, args, expected] of calls) {
    if (!offered.has(name)) continue;
    const { content } = await client.callTool({ name, arguments: args });
    if (!expected.test(content[0].text)) throw new Error(`${name} answered ${content[0].text.slice(0, 300)}`);
    called++;
  }
  return `${offered.size} tools, ${called} calls`;
}

async function check(binary, mode) {
  const stderr = [];
  const transport = new StdioClientTransport({ command: binary, args: [program, "--demo"], stderr: "pipe" });
  transport.stderr.on("data", (chunk) => stderr.push(chunk));
  const client = new Client({ name: "node-versions", version: "1" }, { versionNegotiation: { mode } });
  try {
    await client.connect(transport);
    const walked = await walk(client);
    // A warning of Node's would stand in every client's log.
    if (stderr.length > 0) throw new Error("stderr is not empty:");
    return `${client.getNegotiatedProtocolVersion()}: ${walked}`;
  } catch (error) {
    throw new Error(`${error.message} ${Buffer.concat(stderr)}`);
  } finally {
    await client.close();
  }
}

/** A start whose standard input ends at once, twice: without and with what a compile cache keeps. */
function checkEnds(binary) {
  for (const _ of [1, 2]) {
    const { status, stderr } = spawnSync(binary, [program], { input: "", encoding: "utf8", env: {} });
    if (status !== 0 || stderr !== "") throw new Error(`ends with ${status}: ${stderr}`);
  }
}

let failed = false;
console.log("| Node | initialize | stateless |\n| --- | --- | --- |");
for (const version of wanted) {
  const cells = [];
  try {
    const binary = binaryOf(version);
    const exact = execFileSync(binary, ["-p", "process.version"], { encoding: "utf8" }).trim();
    checkEnds(binary);
    cells.push(exact, await check(binary, "legacy"), await check(binary, "auto"));
  } catch (error) {
    failed = true;
    cells.push(version, `FAILED: ${error.message}`);
  }
  console.log(`| ${cells.join(" | ")} |`);
}
process.exitCode = failed ? 1 : 0;
