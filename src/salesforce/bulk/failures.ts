import type { Salesforce } from "../rest/client.ts";
import type { ErrorItem } from "../rest/errors.ts";
import { announcedOtherwise, countedOtherwise } from "./counts.ts";
import type { BulkSource } from "./csv-source.ts";
import type { BulkJob } from "./jobs.ts";
import type { Piece } from "./load.ts";
import { type Reason, type ResultRow, reasonOf, sameNumber } from "./reasons.ts";
import { readResults } from "./results.ts";
import { sentRows } from "./sent-rows.ts";

/** Failed rows that have the same reason but for their own values. */
export interface FailureGroup {
  /** The reason with those values set aside. */
  alike: string;
  /** The first row's, as Salesforce says it. */
  reason: string;
  error: ErrorItem;
  count: number;
  /** Data rows of what was loaded, counted from 1; the first ones, where they could be found. */
  rows: number[];
  /** The records' ids, of rows whose place is not known. */
  ids: string[];
  /** What was wrong with the first ones, and what tells them apart. */
  examples: Record<string, string>[];
}

export interface Failures {
  /** Most frequent first. */
  groups: FailureGroup[];
  /** How many failed rows were looked at. */
  seen: number;
  /** Reasons that are not shown. */
  otherReasons: number;
  /** Why these are not the rows that the job counts as failed. */
  problem?: string | undefined;
}

const mostSeen = 10_000;
const mostGroups = 10;
const mostRows = 40;
const mostExamples = 3;
const mostExampleColumns = 3;
const mostCharacters = 80;
/** Results come in another order; up to this size what was sent is read again to find the rows. */
const mostMatchedBytes = 20_000_000;

const signatureOf = (values: readonly string[]) => values.map(sameNumber).join("\u0000");

function ownValues(row: ResultRow, columns: readonly string[]): string[] {
  const byName = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  return columns.map((column) => byName.get(column.toLowerCase()) ?? "");
}

/** The row numbers of what was sent, for the signatures that are looked for; equal rows have several. */
async function rowNumbers(
  source: BulkSource,
  piece: Piece,
  wanted: ReadonlySet<string>,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  let number = piece.part.firstRow;
  for await (const values of sentRows(source, piece.part)) {
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

/** The columns that show what was wrong, and those that tell one row from another for the reader. */
function exampleColumns(row: ResultRow, job: BulkJob, reason: Reason): string[] {
  const given = Object.keys(row).filter((name) => !/^sf__/i.test(name) && row[name] !== "");
  // Ids that came with the rows are not repeated, unless one of them was wrong.
  const others = given.filter((name) => name.toLowerCase() !== "id");
  const key = job.externalIdFieldName ?? "";
  const first = [...reason.columns, key, "Name", "LastName", "Email", "Subject"].flatMap((wanted) =>
    given.filter((name) => name.toLowerCase() === wanted.toLowerCase()),
  );
  return [...new Set([...first, ...others])].slice(0, mostExampleColumns);
}

function exampleOf(row: ResultRow, job: BulkJob, reason: Reason): Record<string, string> {
  const cells = exampleColumns(row, job, reason).map((name) => [
    name,
    cutText(row[name] ?? "", mostCharacters),
  ]);
  return Object.fromEntries(cells);
}

function cutText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}

async function numbersOf(
  rows: readonly ResultRow[],
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
    (record): ResultRow =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value ?? "")])),
  );
  // A file that is gone by now has rows without numbers.
  const numbers = await numbersOf(records, loaded).catch(() => records.map(() => undefined));
  const groups = new Map<string, FailureGroup>();
  for (const [index, row] of records.entries()) addTo(groups, row, numbers[index], job);
  const problem = results.more
    ? undefined
    : (announcedOtherwise(results.rows) ?? countedOtherwise(job, "failed", records.length));
  return { ...frequent([...groups.values()], records.length), problem };
}

function addTo(groups: Map<string, FailureGroup>, row: ResultRow, number: number | undefined, job: BulkJob) {
  const reason = reasonOf(row);
  const { alike, text, error } = reason;
  const group = groups.get(alike) ?? {
    alike,
    reason: text,
    error,
    count: 0,
    rows: [],
    ids: [],
    examples: [],
  };
  groups.set(alike, group);
  group.count++;
  const id = row["sf__Id"];
  if (number !== undefined) group.rows.push(number);
  else if (id) group.ids.push(id);
  if (group.examples.length < mostExamples) group.examples.push(exampleOf(row, job, reason));
}

function together(group: FailureGroup, other: FailureGroup): FailureGroup {
  return {
    ...group,
    count: group.count + other.count,
    rows: [...group.rows, ...other.rows],
    ids: [...group.ids, ...other.ids],
    examples: [...group.examples, ...other.examples].slice(0, mostExamples),
  };
}

/** Puts the failures of several jobs together. */
export function mergedFailures(all: readonly Failures[]): Failures {
  const groups = new Map<string, FailureGroup>();
  for (const group of all.flatMap((failures) => failures.groups)) {
    const known = groups.get(group.alike);
    groups.set(group.alike, known ? together(known, group) : group);
  }
  const sum = (count: (failures: Failures) => number) =>
    all.reduce((total, failures) => total + count(failures), 0);
  const merged = frequent(
    [...groups.values()],
    sum(({ seen }) => seen),
  );
  return {
    ...merged,
    otherReasons: merged.otherReasons + sum(({ otherReasons }) => otherReasons),
    problem: all.find(({ problem }) => problem !== undefined)?.problem,
  };
}

function frequent(groups: FailureGroup[], seen: number): Failures {
  const shown = groups.sort((a, b) => b.count - a.count).slice(0, mostGroups);
  for (const group of shown) {
    group.rows = group.rows.sort((a, b) => a - b).slice(0, mostRows);
    group.ids = group.ids.slice(0, mostRows);
  }
  return { groups: shown, seen, otherReasons: Math.max(groups.length - mostGroups, 0) };
}
