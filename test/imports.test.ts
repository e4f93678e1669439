import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** Who may import whom, by first folder of src; `.` is src itself without `main.ts` and `tool.ts`. */
const allowed: Record<string, readonly string[]> = {
  main: [".", "commands", "tools"],
  commands: [".", "tool", "commands", "mcp", "tools", "salesforce", "auth", "demo"],
  mcp: [".", "tool", "mcp", "salesforce"],
  tools: [".", "tool", "tools", "salesforce"],
  tool: [".", "salesforce"],
  ".": ["."],
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
  zod: [".", "tool", "mcp", "tools"],
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
  if (rest.length > 0) return first;
  return /^(main|tool)\.ts$/.test(first) ? first.slice(0, -".ts".length) : ".";
}

/** A way from `file` along imports back to a file of that way. */
function circleFrom(file: string, way: readonly string[], done: Set<string>): string[] | undefined {
  if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
  if (done.has(file)) return undefined;
  for (const to of neighbours.get(file) ?? []) {
    const circle = circleFrom(to, [...way, file], done);
    if (circle) return circle;
  }
  done.add(file);
  return undefined;
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(source, name));
const imports = files.flatMap(importsOf);
/** What each file imports as it is loaded, types too; not what it imports once it is called. */
const neighbours = new Map(
  files.map((file) => [
    file,
    [...readFileSync(file, "utf8").matchAll(/(?:from|import) "(\.[^"]+)"/g)].map(([, to = ""]) =>
      resolve(dirname(file), to),
    ),
  ]),
);

test("nobody imports upwards", () => {
  const wrong = imports.filter(({ from, file, to }) => {
    if (!to.startsWith(".") || to.endsWith(".json")) return false;
    return !allowed[from]?.includes(folderOf(resolve(dirname(file), to)));
  });
  expect(wrong.map(({ file, to }) => `${relative(source, file)} → ${to}`)).toEqual([]);
});

test("nothing imports itself by a circle, not even types", () => {
  const done = new Set<string>();
  const circle = files.map((file) => circleFrom(file, [], done)).find((found) => found);
  expect(circle?.map((file) => relative(source, file))).toBeUndefined();
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
