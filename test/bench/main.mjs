// Prints the performance table, every ratio measured in one run: npm run bench [-- PART …]. Exits with 1 when
// something is over its bound.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { bulk } from "./bulk.mjs";
import { calls } from "./calls.mjs";
import { coldStart } from "./cold-start.mjs";
import { demoOrg } from "./demo-org.mjs";
import { dryRuns } from "./dry-runs.mjs";
import { footprint } from "./footprint.mjs";
import { load } from "./load.mjs";
import { root, table } from "./measure.mjs";
import { soak } from "./soak.mjs";
import { stages } from "./stages.mjs";
import { tokenCosts } from "./tokens.mjs";
import { undo } from "./undo.mjs";

const parts = {
  start: coldStart,
  calls,
  dry: dryRuns,
  undo,
  stages,
  tokens: tokenCosts,
  footprint,
  soak,
  demo: demoOrg,
  load,
  bulk,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new Error(`There is no part ${unknown.join(", ")}. Parts: ${Object.keys(parts).join(", ")}.`);

const rows = [];
for (const [name, part] of Object.entries(parts))
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await part()));
const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}`;
const text = `Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}.\n\n${table(rows)}`;
console.log(text);
if (process.env.UPDATE) {
  const page = join(root, "docs/speed.md");
  const block = /(<!-- speed -->\n)[\s\S]*(<!-- \/speed -->)/;
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(block, (_, start, end) => `${start}${text}\n${end}`),
  );
}
process.exitCode = rows.every(({ holds = true }) => holds) ? 0 : 1;
