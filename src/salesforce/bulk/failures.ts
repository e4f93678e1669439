import { Readable } from "node:stream";
import { delimiters, lineEndings } from "../../files/csv-format.ts";
import { csvRows } from "../../files/csv-rows.ts";
import type { Salesforce } from "../rest/client.ts";
import type { BulkSource } from "./csv-source.ts";
import type { BulkJob } from "./jobs.ts";
import type { Piece } from "./load.ts";
import { readResults } from "./results.ts";

/** Failed rows that have the same reason. */
interface FailureGroup {
  reason: string;
  count: number;
  /** Data rows of what was loaded, counted from 1; the first ones, where they could be found. */
  rows?: number[];
  /** What tells the first ones apart. */
  examples: Record<string, string>[];
}

export interface Failures {
  /** Most frequent first. */
  groups: FailureGroup[];
  /** How many failed rows were looked at. */
  seen: number;
  /** Reasons that are not shown. */
  otherReasons: number;
}

const mostSeen = 10_000;
const mostGroups = 10;
const mostRows = 40;
const mostExamples = 3;
const mostCharacters = 80;
/** Results come in another order; up to this size what was sent is read again to find the rows. */
const mostMatchedBytes = 20_000_000;

type Row = Readonly<Record<string, string>>;

/** `CODE:message:fields --`, with ids taken out, since each row has its own. */
function reasonOf(row: Row): string {
  const text = (row["sf__Error"] || "no reason given").replace(/:?\s*--\s*$/, "");
  return text.replaceAll(/\b(?=[A-Za-z]*\d)[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\b/g, "…");
}

/** Salesforce writes numbers its own way: 912260031 comes back as 9.12260031E8. */
function plain(value: string): string {
  return /^[-+]?\d+(?:\.\d+)?(?:E[-+]?\d+)?$/i.test(value) ? String(Number(value)) : value;
}

const signatureOf = (values: readonly string[]) => values.map(plain).join("\u0000");

function ownValues(row: Row, columns: readonly string[]): string[] {
  const byName = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  return columns.map((column) => byName.get(column.toLowerCase()) ?? "");
}

function sentRows(source: BulkSource, { part }: Piece): AsyncGenerator<string[]> {
  const { columnDelimiter, lineEnding } = source.format;
  return csvRows(Readable.from(source.open(part), { objectMode: false }), {
    delimiter: delimiters[columnDelimiter],
    record_delimiter: lineEndings[lineEnding],
    from: 2,
  });
}

/** The row numbers of what was sent, for the signatures that are looked for; equal rows have several. */
async function rowNumbers(
  source: BulkSource,
  piece: Piece,
  wanted: ReadonlySet<string>,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  let number = piece.part.firstRow;
  for await (const values of sentRows(source, piece)) {
    const signature = signatureOf(values);
    if (wanted.has(signature)) {
      const numbers = found.get(signature) ?? [];
      found.set(signature, numbers);
      numbers.push(number);
    }
    number++;
  }
  return found;
}

/** The columns that tell one row from another for the reader. */
function keyColumns(row: Row, job: BulkJob): string[] {
  const given = Object.keys(row).filter((name) => !/^sf__/i.test(name) && row[name] !== "");
  const first = ["Id", job.externalIdFieldName ?? "", "Name", "LastName", "Email", "Subject"].flatMap(
    (wanted) => given.filter((name) => name.toLowerCase() === wanted.toLowerCase()),
  );
  return [...new Set([...first, ...given])].slice(0, 2);
}

function exampleOf(row: Row, job: BulkJob): Record<string, string> {
  const id = row["sf__Id"] ? { Id: row["sf__Id"] } : {};
  const cells = keyColumns(row, job).map((name) => [name, (row[name] ?? "").slice(0, mostCharacters)]);
  return { ...id, ...Object.fromEntries(cells) };
}

async function numbersOf(
  rows: readonly Row[],
  loaded: { source: BulkSource; piece: Piece } | undefined,
): Promise<(number | undefined)[]> {
  if (!loaded || loaded.piece.part.bytes > mostMatchedBytes) return rows.map(() => undefined);
  const { source, piece } = loaded;
  const signatures = rows.map((row) => signatureOf(ownValues(row, source.columns)));
  const numbers = await rowNumbers(source, piece, new Set(signatures));
  return signatures.map((signature) => numbers.get(signature)?.shift());
}

/** The failed rows of a job, grouped by reason. Of a job of this process, with their places in what was loaded. */
export async function failuresOf(
  salesforce: Salesforce,
  job: BulkJob,
  signal: AbortSignal,
  loaded?: { source: BulkSource; piece: Piece },
): Promise<Failures> {
  const from = { locator: undefined, skip: 0 };
  const results = await readResults(salesforce, job, "failed", {
    from,
    most: mostSeen,
    pageRows: mostSeen,
    signal,
  });
  // Only the values of queries are anything else than text.
  const records = results.records.map(
    (record): Row =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value ?? "")])),
  );
  // A file that is gone by now has rows without numbers.
  const numbers = await numbersOf(records, loaded).catch(() => records.map(() => undefined));
  const groups = new Map<string, FailureGroup>();
  for (const [index, row] of records.entries()) {
    const reason = reasonOf(row);
    const group = groups.get(reason) ?? { reason, count: 0, examples: [] };
    groups.set(reason, group);
    group.count++;
    const number = numbers[index];
    if (number !== undefined) {
      group.rows ??= [];
      group.rows.push(number);
    }
    if (group.examples.length < mostExamples) group.examples.push(exampleOf(row, job));
  }
  return shownFailures([...groups.values()], records.length);
}

/** Puts the failures of several jobs together. */
export function mergedFailures(all: readonly Failures[]): Failures {
  const groups = new Map<string, FailureGroup>();
  for (const group of all.flatMap((failures) => failures.groups)) {
    const known = groups.get(group.reason);
    if (!known) {
      groups.set(group.reason, { ...group });
      continue;
    }
    known.count += group.count;
    known.examples = [...known.examples, ...group.examples].slice(0, mostExamples);
    if (group.rows) known.rows = [...(known.rows ?? []), ...group.rows];
  }
  const hidden = all.reduce((sum, { otherReasons }) => sum + otherReasons, 0);
  const merged = shownFailures(
    [...groups.values()],
    all.reduce((sum, { seen }) => sum + seen, 0),
  );
  return { ...merged, otherReasons: merged.otherReasons + hidden };
}

function shownFailures(groups: FailureGroup[], seen: number): Failures {
  const frequent = groups.sort((a, b) => b.count - a.count).slice(0, mostGroups);
  const shown = frequent.map(({ reason, count, rows, examples }) => ({
    reason,
    count,
    ...(rows && { rows: rows.sort((a, b) => a - b).slice(0, mostRows) }),
    examples,
  }));
  return { groups: shown, seen, otherReasons: Math.max(groups.length - mostGroups, 0) };
}
