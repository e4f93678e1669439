import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/**
 * Who may import whom, by room: the first folder of src, in salesforce and demo the second too; `.` is a file of
 * no room. A room may import itself and what its line names; `salesforce` stands for all its rooms.
 */
const allowed: Record<string, readonly string[]> = {
  main: ["commands"],
  commands: [
    ".",
    "config",
    "auth",
    "salesforce",
    "files",
    "waiting",
    "guard",
    "changes",
    "tool",
    "tools",
    "mcp",
    "demo/org",
  ],
  mcp: [".", "config", "salesforce", "files", "waiting", "guard", "changes", "charts", "tool"],
  tools: [".", "config", "salesforce", "files", "waiting", "guard", "changes", "charts", "tool"],
  tool: [".", "salesforce", "files", "waiting", "guard", "changes"],
  changes: [".", "salesforce", "files", "waiting", "guard"],
  charts: ["."],
  guard: [".", "salesforce"],
  "salesforce/bulk": [
    ".",
    "files",
    "waiting",
    "salesforce/records",
    "salesforce/metadata",
    "salesforce/soql",
    "salesforce/rest",
  ],
  "salesforce/reports": [".", "waiting", "salesforce/records", "salesforce/metadata", "salesforce/rest"],
  "salesforce/records": [
    ".",
    "files",
    "waiting",
    "salesforce/metadata",
    "salesforce/soql",
    "salesforce/rest",
  ],
  "salesforce/content": [".", "files", "salesforce/records", "salesforce/metadata", "salesforce/rest"],
  "salesforce/metadata": [".", "waiting", "salesforce/rest"],
  "salesforce/actions": [".", "salesforce/records", "salesforce/metadata", "salesforce/rest"],
  "salesforce/soap": [".", "salesforce/rest"],
  "salesforce/soql": ["."],
  "salesforce/rest": [".", "config", "auth", "waiting"],
  auth: [".", "config", "files", "waiting"],
  files: ["."],
  waiting: ["."],
  config: ["."],
  ".": ["."],
  "demo/library": ["demo", "demo/org"],
  "demo/org": [
    "demo",
    "demo/actions",
    "demo/http",
    "demo/bulk",
    "demo/data",
    "demo/load",
    "demo/store",
    "demo/api",
    "demo/sosl",
    "demo/rows",
  ],
  "demo/http": ["demo", "demo/actions", "demo/api", "demo/soap", "demo/store"],
  "demo/soap": ["demo", "demo/rows", "demo/store"],
  "demo/actions": ["demo", "demo/rows", "demo/store"],
  "demo/api": [
    "demo",
    "demo/actions",
    "demo/analytics",
    "demo/bulk",
    "demo/soql",
    "demo/sosl",
    "demo/rows",
    "demo/store",
  ],
  "demo/analytics": ["demo", "demo/soql", "demo/store"],
  "demo/bulk": ["demo", "demo/soql", "demo/rows", "demo/store"],
  "demo/soql": ["demo", "demo/rows", "demo/store"],
  "demo/sosl": ["demo", "demo/store"],
  "demo/load": ["demo", "demo/data", "demo/rows", "demo/store"],
  "demo/data": ["demo", "demo/actions", "demo/rows", "demo/store"],
  "demo/rows": ["demo", "demo/store"],
  "demo/store": ["demo"],
  demo: ["demo", "demo/store"],
};
/** Packages that only these folders name. */
const packages: Record<string, readonly string[]> = {
  "@modelcontextprotocol/server": ["mcp", "commands"],
  "@modelcontextprotocol/client": ["commands"],
  echarts: ["charts"],
  undici: ["salesforce"],
  jsonwebtoken: ["auth", "demo"],
  "node-sqlite3-wasm": ["demo"],
  zod: ["config", "tool", "mcp", "tools"],
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

function roomOf(file: string): string {
  const [first = ".", second = "", ...rest] = relative(source, file).split("/");
  if (second === "") return first === "main.ts" ? "main" : ".";
  if (first === "demo" && ["org.ts", "library.ts"].includes(second)) return `demo/${second.slice(0, -3)}`;
  if (first !== "salesforce" && first !== "demo") return first;
  return rest.length > 0 ? `${first}/${second}` : first;
}

function folderOf(file: string): string {
  return roomOf(file).replace(/\/.*/, "");
}

function mayImport(from: string, to: string): boolean {
  return (
    from === to ||
    allowed[from]?.some((room) => room === to || (room === "salesforce" && to.startsWith("salesforce/"))) ===
      true
  );
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

test("docs/architecture.md has a line for each room, and for no other", () => {
  const page = readFileSync(resolve(source, "../docs/architecture.md"), "utf8");
  const told = [...page.matchAll(/^\| `([\w/-]+)\/` \|/gm)].map(([, room]) => room);
  const deep = files.map((file) => relative(source, file).replaceAll("\\", "/").split("/"));
  const rooms = deep.flatMap(([first = "", ...rest]) => {
    if (rest.length === 0) return [];
    const inner = ["salesforce", "demo"].includes(first) && rest.length > 1 ? [`${first}/${rest[0]}`] : [];
    return first === "salesforce" ? inner : [first, ...inner];
  });
  expect(told.sort()).toEqual([...new Set(rooms)].sort());
});

test("nobody imports upwards", () => {
  const wrong = imports.filter(({ file, to }) => {
    if (!to.startsWith(".") || to.endsWith(".json")) return false;
    return !mayImport(roomOf(file), roomOf(resolve(dirname(file), to)));
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

test("only commands and main write to the process's own streams; others are given where to", () => {
  const wrong = files.filter(
    (file) =>
      !["main", "commands"].includes(roomOf(file)) &&
      /process\.std(?:out|err)|\bconsole\.\w/.test(readFileSync(file, "utf8")),
  );
  expect(wrong.map((file) => relative(source, file))).toEqual([]);
});

test("zod is imported as a namespace, of which the bundler leaves out what is not used", () => {
  const wrong = files.filter((file) =>
    /import (?:type )?\{[^}]*\} from "zod"/.test(readFileSync(file, "utf8")),
  );
  expect(wrong.map((file) => `${relative(source, file)}: import * as z from "zod"`)).toEqual([]);
});
