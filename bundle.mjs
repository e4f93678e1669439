// Packs the built program and all it needs into salesforce-rest-mcp.mcpb, which Claude Desktop installs with a click.
// node bundle.mjs [FILE [FOLDER]]: FOLDER keeps what is packed, to be looked at.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validateManifest } from "@anthropic-ai/mcpb";
import { zipSync } from "fflate";

const [file = "salesforce-rest-mcp.mcpb", kept] = process.argv.slice(2);

/** What of a package's files a running program needs. */
const needed = {
  "node-sqlite3-wasm": ["package.json", "LICENSE", "dist"],
};

/** The keychain's native code is one file a system, so it stays out: Claude Desktop keeps the secrets itself. */
async function gather(folder) {
  const { name, version, license, type } = JSON.parse(await readFile("package.json", "utf8"));
  await cp("mcpb/manifest.json", join(folder, "manifest.json"));
  await writeFile(
    join(folder, "package.json"),
    `${JSON.stringify({ name, version, license, type }, null, 2)}\n`,
  );
  await cp("LICENSE", join(folder, "LICENSE"));
  await cp("dist", join(folder, "dist"), {
    recursive: true,
    filter: (source) => !source.endsWith("metafile.json"),
  });
  for (const [dependency, parts] of Object.entries(needed)) {
    const from = join("node_modules", dependency);
    for (const part of parts) await cp(join(from, part), join(folder, from, part), { recursive: true });
  }
}

/** The same files make the same bytes: names in order, one date, one mode. */
async function zipped(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const names = paths.map((path) => path.slice(folder.length + 1).replaceAll("\\", "/")).sort();
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))]));
  return zipSync(Object.fromEntries(files), {
    level: 9,
    mtime: new Date(1980, 0, 1),
    os: 3,
    attrs: 0o100644 << 16,
  });
}

const folder = kept ?? (await mkdtemp(join(tmpdir(), "mcpb-")));
await gather(folder);
if (!validateManifest(join(folder, "manifest.json"))) process.exit(1);
const bytes = await zipped(folder);
await writeFile(file, bytes);
if (!kept) await rm(folder, { recursive: true });
console.log(`${file}: ${(bytes.length / 1e6).toFixed(1)} MB`);
