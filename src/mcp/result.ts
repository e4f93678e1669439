import { ToolError } from "../errors.ts";
import type { Salesforce } from "../salesforce/client.ts";
import { SalesforceError } from "../salesforce/errors.ts";
import { hintFor } from "../salesforce/hints.ts";
import { flatTable, hasChildren, Rows, type RowsSource, stripped, Tables } from "../salesforce/rows.ts";
import { Failed } from "../tool.ts";
import { visible } from "./visible.ts";

export interface Rendered {
  text: string;
  isError: boolean;
}

/** No result is longer, in characters: clients cut what is over about 48 KB. */
const mostCharacters = 40_000;
/** Left for the first line and the frame around rows. */
const frameCharacters = 1_500;

/** A tool's value as text. */
export function render(value: unknown): Rendered {
  if (value instanceof Failed) return { ...render(value.value), isError: true };
  if (value instanceof Rows) return { text: renderRows(value.source), isError: false };
  if (value instanceof Tables) return { text: renderTables(value.parts), isError: false };
  if (typeof value === "string") return { text: cutText(visible(value), mostCharacters), isError: false };
  return { text: fittingJson(value), isError: false };
}

/** What every later table may count on, however long those before it are; a header of 200 columns fits. */
const roomOfTable = 12_000;

/** One after the other as CSV; as JSON one object that holds each by its name. */
function renderTables(parts: Readonly<Record<string, Rows>>): string {
  const entries = Object.entries(parts);
  const texts: string[] = [];
  // Less the names and what stands between them.
  let room = mostCharacters - 100;
  for (const [index, [, { source }]] of entries.entries()) {
    const text = renderRows(source, room - (entries.length - 1 - index) * roomOfTable);
    texts.push(text);
    room -= text.length;
  }
  if (entries.some(([, { source }]) => source.format === "csv")) return texts.join("\n");
  return `{${entries.map(([name], index) => `${JSON.stringify(name)}:${texts[index]}`).join(",")}}`;
}

function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, Math.max(most - 60, 0)).toWellFormed()}… [cut: ${text.length} characters in all]`;
}

/** The largest limit under which these texts fit together, so that short neighbours stay whole. */
const cellLimits = [mostCharacters, 30_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 80];

function fitOne<T>(make: (limit: number) => T, lengthOf: (made: T) => number, room: number): T {
  for (const limit of cellLimits) {
    const made = make(limit);
    if (lengthOf(made) <= room) return made;
  }
  return make(80);
}

/** How many of these lines fit; the first always does, since it was cut to fit. */
function howMany(lengths: readonly number[], room: number): number {
  let used = 0;
  const index = lengths.findIndex((length) => {
    used += length + 1;
    return used > room;
  });
  return index === -1 ? lengths.length : Math.max(index, Math.min(lengths.length, 1));
}

function renderRows(source: RowsSource, most = mostCharacters): string {
  return source.format === "json" || hasChildren(source.records)
    ? jsonRows(source, most)
    : csvRows(source, most);
}

function factsOf(source: RowsSource, shown: number): Record<string, string | number | boolean> {
  const cut = shown < source.records.length || source.more === true;
  const nextCursor = cut ? source.rest?.(shown) : undefined;
  return {
    ...(source.totalSize !== undefined && { totalSize: source.totalSize }),
    returned: shown,
    ...(nextCursor !== undefined && { nextCursor }),
    ...(cut &&
      nextCursor === undefined && {
        cut: source.cutHint ?? "more rows exist; narrow the request or use saveTo",
      }),
    ...source.notes,
  };
}

function jsonRows(source: RowsSource, most: number): string {
  const room = most - frameCharacters;
  const limited = (value: unknown, limit: number) =>
    JSON.stringify(value, (_, inner) => (typeof inner === "string" ? cutText(inner, limit) : inner));
  const texts = source.records.map((record) => {
    const plain = stripped(record);
    const text = JSON.stringify(plain);
    return visible(
      text.length <= room
        ? text
        : fitOne(
            (limit) => limited(plain, limit),
            (made) => made.length,
            room,
          ),
    );
  });
  const shown = howMany(
    texts.map(({ length }) => length),
    room,
  );
  const { totalSize, returned, nextCursor, ...others } = factsOf(source, shown);
  const done = nextCursor === undefined && shown === source.records.length && source.more !== true;
  const head = JSON.stringify({
    totalSize,
    done,
    ...(nextCursor !== undefined && { nextCursor }),
    ...others,
  });
  return `${head.slice(0, -1)},"records":[${texts.slice(0, shown).join(",")}]}`;
}

/** `# totalSize=2086 returned=200 nextCursor=…`; values with blanks are quoted. */
function firstLine(facts: Record<string, string | number | boolean>): string {
  const words = Object.entries(facts).map(([name, value]) => {
    const text = String(value).replaceAll(/\s+/g, " ");
    return `${name}=${/[\s="]/.test(text) ? JSON.stringify(text) : text}`;
  });
  return visible(`# ${words.join(" ")}`);
}

/**
 * One cell by RFC 4180; a value that begins with # is quoted too, so that no row looks like the first line.
 * csv-stringify, which writes the files, needs 0.25 ms to set itself up, a quarter of what a call may cost.
 */
function csvCell(value: unknown, limit: number): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = cutText(visible(value), limit);
  return /[",\r\n]|^#/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLine(row: readonly unknown[], limit = mostCharacters): string {
  const line = row.map((value) => csvCell(value, limit)).join(",");
  // An empty line is no row to a parser.
  return line === "" ? '""' : line;
}

function csvRows(source: RowsSource, most: number): string {
  const { columns, rows } = flatTable(source.records, source.columns);
  if (columns.length === 0) return firstLine(factsOf(source, rows.length));
  const header = csvLine(columns);
  const room = Math.max(most - frameCharacters - header.length, frameCharacters);
  const lines = rows.map((row) =>
    fitOne(
      (limit) => csvLine(row, limit),
      ({ length }) => length,
      room,
    ),
  );
  const shown = howMany(
    lines.map(({ length }) => length),
    room,
  );
  return [firstLine(factsOf(source, shown)), header, ...lines.slice(0, shown)].join("\n");
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
  values: unknown[];
  all: number;
}

function arraysIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    // An object's entries are its own, so it may be treated as a record.
    if (Array.isArray(inner))
      found.push({ holder: value as Record<string, unknown>, key, values: inner, all: inner.length });
    arraysIn(inner, found);
  }
  return found;
}

/**
 * Compact JSON within the limit: the longest texts are cut first, then the longest lists, and what was cut is
 * said at the end of the object.
 */
function fittingJson(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? "null");
  if (text.length <= mostCharacters) return text;
  const room = mostCharacters - frameCharacters;
  const copy: unknown = JSON.parse(
    fitOne(
      (limit) =>
        JSON.stringify(value, (_, inner) => (typeof inner === "string" ? cutText(inner, limit) : inner)),
      ({ length }) => length,
      room,
    ),
  );
  const cut = new Map<string, Place>();
  for (let size = JSON.stringify(copy).length; size > room; size = JSON.stringify(copy).length) {
    const [largest] = arraysIn(copy)
      .filter(({ values }) => values.length > 1)
      .sort((a, b) => JSON.stringify(b.values).length - JSON.stringify(a.values).length);
    if (!largest) break;
    const id = largest.key;
    if (!cut.has(id)) cut.set(id, largest);
    largest.values.length = Math.max(1, Math.floor(largest.values.length * Math.min(0.9, room / size)));
  }
  const notes = [...cut.values()].map(({ key, values, all }) => `${key}: ${values.length} of ${all} shown`);
  const whole = Array.isArray(copy) ? { items: copy, cut: notes } : { ...(copy as object), cut: notes };
  return cutText(visible(JSON.stringify(whole)), mostCharacters);
}

interface ErrorContext {
  args: Readonly<Record<string, unknown>>;
  salesforce: Salesforce | undefined;
}

/** An error's code, for the audit. */
export function codeOf(error: unknown): string {
  return error instanceof ToolError || error instanceof SalesforceError ? error.code : "UNEXPECTED_RESPONSE";
}

/**
 * An error as text: `CODE: message`, every further error of the answer, the facts of the answer, and a hint.
 * What is no error of ours or Salesforce's is a bug here; its message is shown, its stack is not.
 */
export async function renderError(error: unknown, { args, salesforce }: ErrorContext): Promise<string> {
  if (error instanceof SalesforceError) {
    const hint = salesforce && (await hintFor(error, args, salesforce));
    const items = error.items.map(({ code, message }) => indented(`${code}: ${plainMessage(message)}`));
    const lines = items.length > 0 ? items : [indented(`${error.code}: ${error.message}`)];
    return assemble(lines, answerFacts(error), hint);
  }
  if (error instanceof ToolError) return assemble([`${error.code}: ${error.message}`], undefined, error.hint);
  const message = error instanceof Error ? error.message : String(error);
  return assemble(
    [`UNEXPECTED_RESPONSE: ${message}`],
    undefined,
    "This looks like a bug of salesforce-rest-mcp; please report it.",
  );
}

/** SOQL errors repeat the statement and point with a caret; what is wrong comes first here, and advice is ours. */
function plainMessage(message: string): string {
  const [, place, said] = /ERROR at (Row:\d+:Column:\d+)\n([\s\S]*)$/.exec(message) ?? [];
  const text = (said ?? message)
    .trim()
    .replace(
      / If you are attempting to use a custom (?:field|object|relationship), be sure to append [^.]*\.(?: Please reference your WSDL[^.]*\.)?/,
      "",
    );
  return place ? `${text} (${place})` : text;
}

/** So that no line of the org's own text can pass for one of ours. */
function indented(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

function answerFacts(error: SalesforceError): string {
  const retried = error.retries === 0 ? "not retried" : `retried ${error.retries} times`;
  return [`HTTP ${error.status}`, ...(error.requestId ? [`request ${error.requestId}`] : []), retried].join(
    " · ",
  );
}

function assemble(lines: readonly string[], facts: string | undefined, hint: string | undefined): string {
  const most = mostCharacters - frameCharacters;
  const said = cutText(visible(lines.join("\n")), most);
  return [said, ...(facts ? [visible(facts)] : []), ...(hint ? [`Hint: ${visible(hint)}`] : [])].join("\n");
}
