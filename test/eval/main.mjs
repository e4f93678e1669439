// npm run eval: what it runs is TypeScript, so it is bundled first; packages stay where they are.
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "rolldown";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
// As far below the project's folder as the files that it is made of, see place.ts.
const outfile = join(root, "node_modules/.cache/evaluate.mjs");
await build({
  input: join(root, "test/eval/evaluate.ts"),
  platform: "node",
  external: (id) => !id.startsWith(".") && !isAbsolute(id),
  checks: { ineffectiveDynamicImport: false },
  output: { file: outfile, format: "esm", codeSplitting: false },
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main();
