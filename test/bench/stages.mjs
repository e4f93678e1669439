// What the stages around a tool cost: a write that does nothing, with every safety setting on and with none.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundled, demoOrgProcess, root, row, timeBound, timed } from "./measure.mjs";

const entry = `
export { createRuntime } from "${root}/src/commands/runtime/runtime.ts";
export { readConfig } from "${root}/src/config/read-config.ts";
export { newCall } from "${root}/src/mcp/call.ts";
export { pipeline } from "${root}/src/mcp/pipeline.ts";
export { run } from "${root}/src/mcp/stages/answer.ts";
export { knownNames } from "${root}/src/tools/names.ts";
export { records } from "${root}/src/tools/records.ts";
`;

/** The stages are measured by themselves: what a message costs on stdio is another row. */
async function sources(folder) {
  return import(pathToFileURL(await bundled("stages", entry, folder)).href);
}

const yes = {
  cannotAsk: undefined,
  earlier: () => undefined,
  ask: async () => ({ action: "accept", confirmed: true }),
};

function caller({ createRuntime, newCall, readConfig, knownNames, records }, env) {
  const runtime = createRuntime(readConfig({ flags: {}, env, dotenv: {}, known: knownNames }));
  const id = "001000000000001AAA";
  const tool = { ...records.tools.createRecord, run: async () => ({ id, success: true }) };
  const { signal } = new AbortController();
  const record = { Name: "Acme", Industry: "Energy", Phone: "+1 555 0100" };
  return () =>
    newCall({
      name: "createRecord",
      tool,
      args: { object: "Account", record },
      runtime,
      signal,
      progress: () => undefined,
      confirmer: yes,
      client: "bench",
      showsPages: false,
    });
}

/** Rows of the table: what all stages together add to a call. */
export async function stages() {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const org = await demoOrgProcess();
  const parts = await sources(folder);
  const { pipeline, run } = parts;
  const on = caller(parts, {
    ...org.settings,
    SALESFORCE_PRODUCTION: "true",
    SALESFORCE_CONFIRM: "writes",
    SALESFORCE_DENIED_OBJECTS: "Salary__c,Contract*",
    SALESFORCE_RATE_LIMIT: "100000",
    SALESFORCE_API_RESERVE_PERCENT: "1",
    SALESFORCE_AUDIT_LOG: join(folder, "audit.jsonl"),
  });
  const off = caller(parts, org.settings);
  const expected = await pipeline(on());
  if (expected.isError) throw new Error(expected.text);
  const works = [() => run(off()), () => pipeline(off()), () => pipeline(on())];
  const [alone, plain, safe] = await timed(works, { times: 2_000, warmUp: 500 });
  org.close();
  rmSync(folder, { recursive: true, force: true });
  const added = (time) => `${(time - alone).toFixed(3)} ms`;
  return [
    row(
      "stages around a call: production, audit, confirmation, object lists, limits",
      added(safe),
      timeBound(safe - alone, 0.2, "ms"),
    ),
    row("— those that are always on: arguments, read-only, time", added(plain)),
  ];
}
