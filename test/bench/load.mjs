// A folder of 50 objects with 200 fields each and 100,000 rows in all, loaded into the demo org, beside inserting the
// same rows into the bare database.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { median, root, row } from "./measure.mjs";

const objects = 50;
const rowsOfEach = 2_000;
const filledFields = 16;
const types = [
  "string",
  "currency",
  "date",
  "double",
  "string",
  "picklist",
  "string",
  "datetime",
  "boolean",
  "email",
];
const runs = 3;

const values = {
  string: (n) => `"Some text, number ${n}"`,
  currency: (n) => String(n * 1.25),
  double: (n) => String(n / 4),
  date: (n) => `2026-0${1 + (n % 9)}-1${n % 9}`,
  picklist: (n) => `Value ${n % 5}`,
  datetime: (n) => `2026-0${1 + (n % 9)}-1${n % 9}T10:0${n % 10}:00.000Z`,
  boolean: (n) => String(n % 2 === 0),
  email: (n) => `person${n}@company.example`,
};

const usual = { nillable: true, createable: true, updateable: true, filterable: true, sortable: true };

function fieldsOf(place) {
  const parent = `Bench${place - 1}__c`;
  return [
    { ...usual, name: "Id", type: "id", nillable: false },
    { ...usual, name: "Name", type: "string", length: 80, nameField: true },
    { ...usual, name: "CreatedDate", type: "datetime" },
    { ...usual, name: "IsDeleted", type: "boolean" },
    ...(place === 0 ? [] : [{ ...usual, name: "Parent__c", type: "reference", referenceTo: [parent] }]),
    ...Array.from({ length: 195 }, (_, n) => {
      const type = types[n % types.length];
      return { ...usual, name: `F${n}__c`, type, length: 80, precision: 18, scale: 2 };
    }),
  ];
}

/** 15 characters; the program completes them. */
const idOf = (place, n) => `b${String(place).padStart(2, "0")}${String(n).padStart(12, "0")}`;

function cellsOf(all, place, n) {
  return all.map(({ name, type }, index) => {
    if (name === "Id") return idOf(place, n);
    if (name === "Parent__c") return idOf(place - 1, n);
    return index < all.length - 195 + filledFields ? values[type](n) : "";
  });
}

function writeFolder(folder) {
  for (let place = 0; place < objects; place++) {
    const name = `Bench${place}__c`;
    const fields = fieldsOf(place);
    const describe = { name, keyPrefix: idOf(place, 0).slice(0, 3), custom: true, queryable: true, fields };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(describe));
    const lines = Array.from({ length: rowsOfEach }, (_, n) => cellsOf(fields, place, n).join(","));
    const header = fields.map((field) => field.name).join(",");
    writeFileSync(join(folder, `${name}.csv`), `${header}\n${lines.join("\n")}\n`);
  }
}

/** Milliseconds that a script takes by its own clock, in a process of its own. */
function time(script) {
  const options = { env: {}, cwd: root, maxBuffer: 1e6 };
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], options));
}

const loaded = (folder) => `
  const { startDemoOrg } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/demo.js")).href)});
  const started = performance.now();
  const org = await startDemoOrg({ load: ${JSON.stringify(folder)} });
  console.log(performance.now() - started);
  await org.stop();`;

/** The filled cells alone, which are read before the clock starts. */
const bare = (folder) => `
  import { readFileSync } from "node:fs";
  import { setFlagsFromString } from "node:v8";
  import { parse } from "csv-parse/sync";
  setFlagsFromString("--liftoff-only");
  const { default: { Database } } = await import("node-sqlite3-wasm");
  const tables = Array.from({ length: ${objects} }, (_, place) => {
    const [header, ...rows] = parse(readFileSync(${JSON.stringify(folder)} + "/Bench" + place + "__c.csv"));
    const filled = rows[0].filter((cell) => cell !== "").length;
    return { name: "Bench" + place + "__c", header, filled, rows: rows.map((row) => row.slice(0, filled)) };
  });
  const database = new Database(":memory:");
  database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY");
  const started = performance.now();
  database.exec("BEGIN");
  for (const { name, header, filled, rows } of tables) {
    database.exec("CREATE TABLE " + name + " (" + header.map((column) => column + (column === "Id" ? " TEXT PRIMARY KEY" : " TEXT")).join(", ") + ") WITHOUT ROWID");
    const insert = database.prepare("INSERT INTO " + name + " (" + header.slice(0, filled).join(", ") + ") VALUES (" + Array(filled).fill("?").join(", ") + ")");
    for (const row of rows) insert.run(row);
    insert.finalize();
  }
  database.exec("COMMIT");
  console.log(performance.now() - started);`;

/** The rows of the table for a folder that is loaded. */
export async function load() {
  const folder = mkdtempSync(join(tmpdir(), "salesforce-rest-mcp-bench-"));
  try {
    writeFolder(folder);
    const times = Array.from({ length: runs }, () => [time(loaded(folder)), time(bare(folder))]);
    const [ours, theirs] = [0, 1].map((place) => median(times.map((pair) => pair[place])));
    const what = `demo org: ${objects} objects of 200 fields and ${(objects * rowsOfEach).toLocaleString("en")} rows loaded from a folder, beside the same rows put into the bare database`;
    const measured = `${(ours / 1_000).toFixed(1)} s, ${(theirs / 1_000).toFixed(1)} s`;
    return [row(what, measured, { value: ours / theirs, most: 3, unit: "×" })];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
