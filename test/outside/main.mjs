// Has programs of others judge the built server: clients, frameworks, inspectors, gateways. Each check stands in
// a file of its own and fetches by npm what it needs, into a folder beside the system's temporary files, which the
// next run uses again. Most of them need Node 22 or newer, which is fetched in the same way.
//   npm run test:outside              all of them
//   npm run test:outside inspector    only those that are named
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installed, nodeOf } from "./installed.mjs";

const checks = {
  inspector: () => import("./inspector.mjs"),
  conformance: () => import("./conformance.mjs"),
  "claude-code": () => import("./claude-code.mjs"),
  codex: () => import("./codex.mjs"),
  gemini: () => import("./gemini.mjs"),
  langchain: () => import("./langchain.mjs"),
  "vercel-ai": () => import("./vercel-ai.mjs"),
  "openai-agents": () => import("./openai-agents.mjs"),
  "mcp-use": () => import("./mcp-use.mjs"),
  "salesforce-cli": () => import("./salesforce-cli.mjs"),
  gateways: () => import("./gateways.mjs"),
  container: () => import("./container.mjs"),
};
const wantedMajor = 24;
const ownMajor = Number(process.versions.node.split(".")[0]);

if (ownMajor < 22) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.exit(spawnSync(nodeOf(wantedMajor), args, { stdio: "inherit" }).status ?? 1);
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(checks, name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}; there are ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}

const longestMilliseconds = 600_000;

/** What the check says, or that it took too long. */
async function outcome(name) {
  const { packages, check } = await checks[name]();
  const found = installed(name, packages);
  const time = setTimeout(() => {
    console.log(`✗ ${name}: took longer than ${longestMilliseconds / 1_000} seconds`);
    process.exit(1);
  }, longestMilliseconds);
  try {
    return `${await check(found)}   (${found.versions.join(", ")})`;
  } finally {
    clearTimeout(time);
  }
}

let failed = 0;
for (const name of named.length > 0 ? named : Object.keys(checks)) {
  try {
    console.log(`✓ ${name}: ${await outcome(name)}`);
  } catch (error) {
    failed++;
    console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
  }
}
console.log(failed === 0 ? "All passed." : `${failed} failed.`);
process.exit(failed === 0 ? 0 : 1);
