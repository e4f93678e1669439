// Bundles src/main.ts into dist/, split into chunks so that nothing is loaded before it is needed.
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { thirdPartyNotices } from "./third-party-notices.mjs";

/** zod's namespace holds its messages in some fifty languages; ours are English, and the rest would be parsed at every start. */
const englishOnly = {
  name: "english-only",
  setup(builder) {
    builder.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
  },
};

/** The server brings its own validator (mcp/server.ts), so the SDK's default one, AJV, need not be parsed. */
const withoutDefaultValidator = {
  name: "without-default-validator",
  setup(builder) {
    builder.onLoad({ filter: /@modelcontextprotocol[\\/]server[\\/]dist[\\/]shimsNode\.mjs$/ }, () => ({
      contents: `import process from "node:process";
        class DefaultJsonSchemaValidator { constructor() { throw new Error("Pass a jsonSchemaValidator"); } }
        export { DefaultJsonSchemaValidator, process };`,
      loader: "js",
    }));
  },
};

/** What draws is a program of its own, since pages need it whole; the server loads it from beside its chunks. */
const pictureBeside = {
  name: "picture-beside",
  setup(builder) {
    builder.onResolve({ filter: /charts[\\/]svg\.ts$/ }, () => ({ path: "../picture.js", external: true }));
  },
};

const options = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  minify: true,
  keepNames: false,
  legalComments: "none",
  // Its entry for require() loads its parts in a way that cannot be bundled.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  external: ["node-sqlite3-wasm", "@napi-rs/keyring"],
  plugins: [englishOnly, withoutDefaultValidator, pictureBeside],
  // CommonJS packages in the bundle call require() for Node's own modules.
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
};

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { main: "src/main.ts", demo: "src/demo/library.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
  ...options,
});
const picture = await build({
  entryPoints: { picture: "src/charts/widget/main.ts" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  metafile: true,
  minify: true,
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
Object.assign(metafile.outputs, picture.metafile.outputs);
/** Writes tools/list in each of its forms, so that a client that starts the program has it before anything big is loaded. */
async function writeToolLists() {
  const contents = `
    import { readConfig } from "./src/config/read-config.ts";
    import { toolLists } from "./src/mcp/listed-tools.ts";
    import { toolsets } from "./src/tools/index.ts";
    export const lists = toolLists(toolsets, readConfig({ flags: {}, env: {}, dotenv: {} }));`;
  const program = "dist/tool-lists/write.mjs";
  await build({
    stdin: { contents, resolveDir: ".", loader: "ts" },
    outfile: program,
    ...options,
    splitting: false,
    metafile: false,
  });
  const { lists } = await import(pathToFileURL(program).href);
  await rm(program);
  for (const [form, text] of lists) await writeFile(`dist/tool-lists/${form}.tsv`, text);
}

await writeToolLists();
await chmod("dist/main.js", 0o755);
// The types of the library say everything by themselves.
const types = await readFile("src/demo/library-types.ts", "utf8");
await writeFile("dist/demo.d.ts", `${types}\nexport declare const startDemoOrg: StartDemoOrg;\n`);
await writeFile("dist/THIRD-PARTY-NOTICES.txt", await thirdPartyNotices(metafile));
// Not published: what the bundle is made of, for those who want it smaller.
await writeFile("dist/metafile.json", JSON.stringify(metafile));
