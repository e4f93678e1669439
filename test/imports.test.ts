import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** Who may import whom, by first folder of src; `.` is src itself. */
const allowed: Record<string, readonly string[]> = {
  ".": [".", "commands", "tools", "salesforce"],
  commands: [".", "commands", "mcp", "tools", "salesforce", "auth", "demo"],
  mcp: [".", "mcp", "salesforce"],
  tools: [".", "tools", "salesforce"],
  salesforce: [".", "salesforce", "auth"],
  auth: [".", "auth"],
  demo: ["demo"],
};
/** Packages that only these folders name. */
const packages: Record<string, readonly string[]> = {
  "@modelcontextprotocol/server": ["mcp", "commands"],
  "@modelcontextprotocol/client": ["commands"],
  undici: ["salesforce"],
  jsonwebtoken: ["auth", "demo"],
  "node-sqlite3-wasm": ["demo"],
  zod: [".", "mcp", "tools"],
};

interface Import {
  from: string;
  file: string;
  to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)];
  return found.map(([, to = ""]) => ({ from: folderOf(file), file, to }));
}

function folderOf(file: string): string {
  const [first = ".", ...rest] = relative(source, file).split("/");
  return rest.length === 0 ? "." : first;
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(source, name));
const imports = files.flatMap(importsOf);

test("nobody imports upwards", () => {
  const wrong = imports.filter(({ from, file, to }) => {
    if (!to.startsWith(".") || to.endsWith(".json")) return false;
    return !allowed[from]?.includes(folderOf(resolve(dirname(file), to)));
  });
  expect(wrong.map(({ file, to }) => `${relative(source, file)} → ${to}`)).toEqual([]);
});

test("packages are named where they belong", () => {
  const wrong = imports.filter(({ from, to }) => {
    const entry = Object.entries(packages).find(([name]) => to === name || to.startsWith(`${name}/`));
    return entry !== undefined && !entry[1].includes(from);
  });
  expect(wrong.map(({ file, to }) => `${relative(source, file)} → ${to}`)).toEqual([]);
});

test("the demo org is named by commands alone", () => {
  const wrong = files.filter(
    (file) =>
      !["commands", "demo"].includes(folderOf(file)) && /"[./]*demo\//.test(readFileSync(file, "utf8")),
  );
  expect(wrong).toEqual([]);
});

test("zod is imported as a namespace, of which the bundler leaves out what is not used", () => {
  const wrong = files.filter((file) =>
    /import (?:type )?\{[^}]*\} from "zod"/.test(readFileSync(file, "utf8")),
  );
  expect(wrong.map((file) => `${relative(source, file)}: import * as z from "zod"`)).toEqual([]);
});
