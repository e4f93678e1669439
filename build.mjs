// Bundles src/main.ts into dist/, split into chunks so that nothing is loaded before it is needed.
import { chmod, rm, writeFile } from "node:fs/promises";
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

await rm("dist", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { main: "src/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
  minify: true,
  keepNames: false,
  legalComments: "none",
  // Its entry for require() loads its parts in a way that cannot be bundled.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  external: ["node-sqlite3-wasm", "@napi-rs/keyring"],
  plugins: [englishOnly, withoutDefaultValidator],
  // CommonJS packages in the bundle call require() for Node's own modules.
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  logLevel: "warning",
});
await chmod("dist/main.js", 0o755);
await writeFile("dist/THIRD-PARTY-NOTICES.txt", await thirdPartyNotices(metafile));
// Not published: what the bundle is made of, for those who want it smaller.
await writeFile("dist/metafile.json", JSON.stringify(metafile));
