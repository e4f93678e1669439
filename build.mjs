// Bundles src/main.ts into dist/, split into chunks so that nothing is loaded before it is needed.
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { asciiAlone, pictureBeside, replacing, usedSchemasAlone, withoutFacades } from "./build-plugins.mjs";
import { thirdPartyNotices } from "./third-party-notices.mjs";

const source = {
  platform: "node",
  transform: { target: "node20.18" },
  // Its entry for require() loads its parts in a way that cannot be bundled.
  resolve: { alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" } },
  external: ["node-sqlite3-wasm", "@napi-rs/keyring"],
  // An import that is lazy in one place and at once in another is meant so.
  checks: { ineffectiveDynamicImport: false },
};

const written = { format: "esm", minify: true, comments: false };

async function bundle(input, output) {
  const bundler = await rolldown(input);
  const { output: files } = await bundler.write({ ...written, ...output });
  await bundler.close();
  return files.filter(({ type }) => type === "chunk");
}

/** What each module imports, and what of that at once. */
async function graphOf(input) {
  const imports = new Map();
  const noting = {
    name: "noting",
    buildEnd() {
      for (const id of this.getModuleIds()) imports.set(id, this.getModuleInfo(id).importedIds);
    },
  };
  const bundler = await rolldown({ ...input, plugins: [...input.plugins, noting] });
  await bundler.generate(written);
  await bundler.close();
  return imports;
}

/** Everything that is loaded with these modules. */
function loadedWith(files, imports) {
  const loaded = new Set();
  const add = (id) => {
    if (loaded.has(id)) return;
    loaded.add(id);
    for (const next of imports.get(id) ?? []) add(next);
  };
  for (const file of files) add(resolve("src", file));
  return loaded;
}

/** What is loaded one after the other when a client starts the program; each of them is one file, since files cost time. */
const together = {
  start: ["commands/command-line.ts", "commands/serve.ts"],
  connection: ["commands/runtime/connect.ts"],
  calls: ["tools/query.ts", "mcp/pipeline.ts"],
  writes: ["tools/records.ts", "mcp/stages/changes.ts", "mcp/stages/kept.ts"],
  serving: ["mcp/stdio/transport.ts"],
};

const program = {
  ...source,
  input: { main: "src/main.ts", demo: "src/demo/library.ts" },
  plugins: [replacing, usedSchemasAlone, pictureBeside, asciiAlone, withoutFacades],
};

async function groupsOf(input) {
  const imports = await graphOf(input);
  const names = Object.keys(together);
  return names.map((name, index) => {
    const loaded = loadedWith(together[name], imports);
    return { name, test: (id) => loaded.has(id), priority: names.length - index };
  });
}

await rm("dist", { recursive: true, force: true });
const chunks = await bundle(program, {
  dir: "dist",
  chunkFileNames: "chunks/[name]-[hash].js",
  codeSplitting: { groups: await groupsOf(program) },
});
const picture = await bundle(
  {
    input: { picture: "src/charts/widget/main.ts" },
    platform: "browser",
    transform: { target: "es2022", define: { "process.env.NODE_ENV": '"production"' } },
  },
  { dir: "dist", codeSplitting: false },
);

/** Writes tools/list in each of its forms, so that a client that starts the program has it before anything big is loaded. */
async function writeToolLists() {
  const entry = "tool-lists.ts";
  const contents = `
    import { readConfig } from "./src/config/read-config.ts";
    import { toolLists } from "./src/mcp/tool-list/listed-tools.ts";
    import { loaded } from "./src/tool/tool.ts";
    import { toolsets } from "./src/tools/index.ts";
    export const lists = toolLists(await loaded(toolsets), readConfig({ flags: {}, env: {}, dotenv: {} }));`;
  const virtual = {
    name: "virtual",
    resolveId: (id) => (id === entry ? resolve(entry) : null),
    load: (id) => (basename(id) === entry ? contents : null),
  };
  const file = "dist/tool-lists/write.mjs";
  await bundle(
    { ...source, input: entry, plugins: [virtual, replacing, pictureBeside] },
    { file, codeSplitting: false },
  );
  const { lists } = await import(pathToFileURL(file).href);
  await rm(file);
  for (const [form, text] of lists) await writeFile(`dist/tool-lists/${form}.tsv`, text);
}

/** What each written file is made of, in esbuild's form, which tools that draw bundles read. */
function metafileOf(files) {
  const outputs = files.map(({ fileName, code, modules }) => {
    const inputs = Object.entries(modules).map(([id, { renderedLength }]) => [
      relative(".", id).replaceAll("\\", "/"),
      { bytesInOutput: renderedLength },
    ]);
    return [`dist/${fileName}`, { bytes: code.length, inputs: Object.fromEntries(inputs) }];
  });
  return { outputs: Object.fromEntries(outputs) };
}

await writeToolLists();
await chmod("dist/main.js", 0o755);
// The types of the library say everything by themselves.
const types = await readFile("src/demo/library-types.ts", "utf8");
await writeFile("dist/demo.d.ts", `${types}\nexport declare const startDemoOrg: StartDemoOrg;\n`);
const metafile = metafileOf([...chunks, ...picture]);
await writeFile("dist/THIRD-PARTY-NOTICES.txt", await thirdPartyNotices(metafile));
// Not published: what the bundle is made of, for those who want it smaller.
await writeFile("dist/metafile.json", JSON.stringify(metafile));
