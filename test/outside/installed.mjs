// Packages that are fetched when a check needs them, and never belong to the project.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const all = join(tmpdir(), "salesforce-rest-mcp-outside");

function npm(args, options) {
  const own = process.env.npm_execpath;
  const [command, ...first] = own?.endsWith(".js") ? [process.execPath, own] : ["npm"];
  // npm chooses versions by the Node that it runs under.
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  const output = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env };
  return execFileSync(command, [...first, ...args], { ...output, ...options }).trim();
}

/** The path of a Node's binary, from npm's own cache. */
export function nodeOf(version) {
  return npm(["exec", "--yes", `--package=node@${version}`, "--", "node", "-p", "process.execPath"], {});
}

/** By the packages' own name: how to import them, where their programs are, and which versions they have. */
export function installed(name, packages) {
  const folder = join(all, name);
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest))
    writeFileSync(manifest, JSON.stringify({ name: `outside-${name}`, private: true }));
  const bare = packages.map((wanted) => wanted.replace(/(?<=.)@[^/]*$/, ""));
  const missing = packages.filter((_, index) => !existsSync(join(folder, "node_modules", bare[index])));
  if (missing.length > 0) npm(["install", "--no-audit", "--no-fund", ...missing], { cwd: folder });
  // A module that stands there finds what is installed there.
  const loader = join(folder, "load.mjs");
  writeFileSync(loader, "export const load = (name) => import(name);\n");
  const bin = join(folder, "node_modules", ".bin");
  return {
    load: async (wanted) => (await import(pathToFileURL(loader).href)).load(wanted),
    bin: (program) => join(bin, program),
    /** With this Node before any other, since the programs begin with `env node`. */
    path: [dirname(process.execPath), bin, process.env.PATH].join(delimiter),
    versions: bare.map((wanted) => {
      const text = readFileSync(join(folder, "node_modules", wanted, "package.json"), "utf8");
      return `${wanted} ${JSON.parse(text).version}`;
    }),
  };
}
