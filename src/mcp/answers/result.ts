import { cutText, isCut, mostOfValue, shortened } from "../../cut-text.ts";
import { ToolError } from "../../errors.ts";
import { jsonText } from "../../json-numbers.ts";
import { isObject } from "../../json-object.ts";
import { withoutRepeats } from "../../salesforce/records/compounds.ts";
import {
  type FlatTable,
  flatTable,
  hasChildren,
  labelTable,
  shownRecords,
} from "../../salesforce/records/rows.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { type ErrorItem, SalesforceError } from "../../salesforce/rest/errors.ts";
import { Failed, Lengthy, Picture, Rows, type RowsSource, Tables, TextFile } from "../../tool/results.ts";
import { withCommas } from "../../with-commas.ts";
import type { ShownImage } from "../call.ts";
import type { Asked } from "../hints/hint-for.ts";
import { fitText, mostCharacters } from "./cut.ts";
import { fitJson } from "./fit-json.ts";
import { looksLikeOurs, tamed, visible } from "./visible.ts";

export interface Rendered {
  text: string;
  isError: boolean;
  image?: ShownImage;
}

/** Left for the first line and the frame around rows. */
const frameCharacters = 1_500;
/** Of what failed before the value that tells more. */
const mostSaidCharacters = 1_000;

/** A tool's value as text. */
export function render(value: unknown): Rendered {
  if (value instanceof Failed) return renderFailed(value);
  if (value instanceof Rows) return { text: renderRows(value.source), isError: false };
  if (value instanceof Tables) return { text: renderTables(value.parts), isError: false };
  if (value instanceof TextFile) return { text: textOfFile(value), isError: false };
  if (value instanceof Picture) return renderPicture(value);
  if (typeof value === "string") return { text: cutText(visible(value), mostCharacters), isError: false };
  if (value instanceof Lengthy) return { text: fittingJson(value.value, value.rest), isError: false };
  return { text: fittingJson(value), isError: false };
}

/** `CODE: message`, which every error begins with, then the value. */
function renderFailed({ value, errorCode, message }: Failed): Rendered {
  const { text } = render(value);
  if (message === undefined) return { text, isError: true };
  const said = indented(visible(`${errorCode}: ${cutText(message, mostSaidCharacters)}`));
  return { text: cutText(`${said}\n${text}`, mostCharacters), isError: true };
}

/** Facts on the first line, then the text itself, of which no line looks like one of ours. */
function textOfFile({ facts, text, rest }: TextFile): string {
  // A line break before it makes its first line one of those that are looked at.
  const shown = tamed(`\n${text}`);
  const room = mostCharacters - frameCharacters;
  const note = shown.length > room ? [`note: an answer holds 40,000 characters; ${rest}`] : [];
  return `${[firstLine(facts), ...note].join(" · ")}${cutText(shown, room)}`;
}

function renderPicture({ facts, bytes, mimeType }: Picture): Rendered {
  return {
    text: visible(jsonText(facts)),
    isError: false,
    image: { data: bytes.toString("base64"), mimeType },
  };
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
  return source.format === "json" || (!source.labels && hasChildren(source.records))
    ? jsonRows(source, most)
    : csvRows(source, most);
}

function nameOfCursor({ restAs = "nextCursor" }: RowsSource): string {
  return restAs;
}

function factsOf(source: RowsSource, shown: number): Record<string, string | number | boolean> {
  const cut = shown < source.records.length || source.more === true;
  const nextCursor = cut ? source.rest?.(shown) : undefined;
  return {
    ...(source.count !== undefined && { count: source.count }),
    ...(source.totalSize !== undefined && { totalSize: source.totalSize }),
    ...(source.count === undefined && { returned: shown }),
    ...(nextCursor !== undefined && { [nameOfCursor(source)]: nextCursor }),
    ...(cut &&
      nextCursor === undefined && {
        cut: source.cutHint ?? "more rows exist; narrow the request",
      }),
    ...source.notes,
  };
}

/** What is left for rows beside the first line. */
function roomBeside({ notes = {}, remarks = [] }: RowsSource, most: number): number {
  const said = visible(JSON.stringify([notes, remarks]));
  return Math.max(most - frameCharacters - said.length, frameCharacters);
}

/** What the rows' source remarks, why less is shown than was asked for, and how to see the rest. */
function remarksOf(
  { records, remarks = [] }: RowsSource,
  { shown, goesOn, long }: { shown: number; goesOn: string | undefined; long: boolean },
): string[] {
  const full = `an answer holds ${withCommas(mostCharacters)} characters, so ${shown} of ${records.length} rows are shown`;
  const next = goesOn ? `${goesOn} goes on right after them` : "";
  return [
    ...remarks,
    ...(shown < records.length ? [[full, next].filter(Boolean).join("; ")] : []),
    ...(long
      ? [
          `values over ${withCommas(mostOfValue)} characters are cut here; a row that is read alone shows them whole`,
        ]
      : []),
  ];
}

function isLong(value: unknown): boolean {
  return typeof value === "string" && value.length > mostOfValue;
}

function labelRecords(records: readonly unknown[]): readonly unknown[] {
  return records.length > 1 ? records.map(shortened) : records;
}

function jsonRows(source: RowsSource, most: number): string {
  const room = roomBeside(source, most);
  const records = source.labels ? labelRecords(source.records) : shownRecords(source.records);
  const fitted = records.map((record) => fitJson(record, room));
  const shown = howMany(
    fitted.map(({ text }) => text.length),
    room,
  );
  const cursor = nameOfCursor(source);
  const { totalSize, returned, [cursor]: nextCursor, ...others } = factsOf(source, shown);
  const done = nextCursor === undefined && shown === source.records.length && source.more !== true;
  const rows = fitted.slice(0, shown);
  const inside = rows.flatMap(({ cut }) => cut).join("; ");
  const long = rows.some(({ text }) => isCut(text));
  const goesOn = nextCursor === undefined ? undefined : cursor;
  const notes = remarksOf(source, { shown, goesOn, long });
  const facts = {
    ...(notes.length > 0 && { notes }),
    totalSize,
    done,
    ...(nextCursor !== undefined && { [cursor]: nextCursor }),
    ...others,
    ...(inside && { cutInside: `${cutText(inside, 500)}; query the child object itself for the rest` }),
  };
  const head = visible(JSON.stringify(facts));
  return `${head.slice(0, -1)},"records":[${rows.map(({ text }) => text).join(",")}]}`;
}

/** `# totalSize=2086 returned=200 nextCursor=… · note: …`; values with blanks are quoted. */
function firstLine(
  facts: Record<string, string | number | boolean>,
  remarks: readonly string[] = [],
): string {
  const words = Object.entries(facts).map(([name, value]) => {
    const text = String(value).replaceAll(/\s+/g, " ");
    return `${name}=${/[\s="]/.test(text) ? JSON.stringify(text) : text}`;
  });
  const notes = remarks.map((remark) => ` · note: ${remark.replaceAll(/\s+/g, " ")}`);
  return visible(`# ${words.join(" ")}${notes.join("")}`);
}

/** One cell by RFC 4180; one that begins like a line of ours is quoted too, so that no row looks like one. */
function csvCell(value: unknown, limit: number): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = cutText(tamed(value), limit);
  return /[",\r\n]/.test(text) || looksLikeOurs(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLine(row: readonly unknown[], limit = mostCharacters): string {
  const line = row.map((value) => csvCell(value, limit)).join(",");
  // An empty line is no row to a parser.
  return line === "" ? '""' : line;
}

/** Addresses and locations stand once; one that is left out is no column either. */
function recordTable({ records, columns = [] }: RowsSource): FlatTable {
  const shown = records.map(withoutRepeats);
  const isGone = (name: string) =>
    /(?:Address|__c)$/.test(name) &&
    records.some((record) => name in record) &&
    !shown.some((record) => name in record);
  return flatTable(
    shown,
    columns.filter((name) => !isGone(name)),
  );
}

function csvRows(source: RowsSource, most: number): string {
  const { columns, rows } = source.labels
    ? labelTable(source.records, source.columns ?? [])
    : recordTable(source);
  if (columns.length === 0) return firstLine(factsOf(source, rows.length), source.remarks);
  const header = csvLine(columns);
  const room = Math.max(roomBeside(source, most) - header.length, frameCharacters);
  const long = rows.length > 1 && rows.some((row) => row.some(isLong));
  const shortRows = long ? rows.map((row) => row.map(shortened)) : rows;
  const lines = shortRows.map((row) => fitText((limit) => csvLine(row, limit), room));
  const shown = howMany(
    lines.map(({ length }) => length),
    room,
  );
  const facts = factsOf(source, shown);
  const goesOn = nameOfCursor(source) in facts ? nameOfCursor(source) : undefined;
  const remarks = remarksOf(source, { shown, goesOn, long });
  const said = firstLine(facts, remarks);
  return [said, header, ...lines.slice(0, shown)].join("\n");
}

/** Compact JSON within the limit; what was cut, and how to get it, is said before all that was cut. */
function fittingJson(value: unknown, rest?: string): string {
  const whole = fitJson(value, mostCharacters);
  if (whole.cut.length === 0) return cutText(whole.text, mostCharacters);
  const { copy, cut } = fitJson(value, mostCharacters - 2 * frameCharacters);
  // A value that says itself what it leaves out has a cut of its own.
  const { cut: own, ...shown } = isObject(copy) ? copy : { items: copy };
  const notes = [...cut, ...(rest ? [rest] : []), ...(own === undefined ? [] : [own])];
  // Behind how it went as a whole, which is what matters first.
  const { summary, failed, ...others } = shown;
  const first = { ...(summary !== undefined && { summary }), ...(failed !== undefined && { failed }) };
  return cutText(visible(jsonText({ ...first, cut: notes, ...others })), mostCharacters);
}

interface ErrorContext {
  /** Given with the client that hints ask. */
  asked?: Asked;
  salesforce: Salesforce | undefined;
}

/** An error's code, for the audit. */
export function errorCodeOf(error: unknown): string {
  return error instanceof ToolError || error instanceof SalesforceError ? error.code : "UNEXPECTED_RESPONSE";
}

/**
 * An error as text: `CODE: message`, every further error of the answer, the facts of the answer, and a hint.
 * What is no error of ours or Salesforce's is a bug here; its message is shown, its stack is not.
 */
export async function renderError(error: unknown, { asked, salesforce }: ErrorContext): Promise<string> {
  if (error instanceof SalesforceError) {
    // What makes hints is loaded when the first one is needed.
    const { hintFor } = await import("../hints/hint-for.ts");
    const hint = salesforce && asked && (await hintFor(error.items, asked, salesforce));
    const items = error.items.map((item) => indented(itemText(item)));
    const lines = items.length > 0 ? items : [indented(`${error.code}: ${error.message}`)];
    return assemble(lines, answerFacts(error), hint);
  }
  if (error instanceof ToolError) return assemble([`${error.code}: ${error.message}`], undefined, error.hint);
  // Only lists within lists, thousands deep, are too much for those who go through them.
  if (error instanceof RangeError)
    return assemble(
      ["UNEXPECTED_RESPONSE: The answer is nested too deeply to be shown."],
      undefined,
      undefined,
    );
  const message = error instanceof Error ? error.message : String(error);
  return assemble(
    [`UNEXPECTED_RESPONSE: ${message}`],
    undefined,
    "This looks like a bug of salesforce-rest-mcp; please report it.",
  );
}

/** `CODE: message`, with the fields that it is about where the message does not say them. */
function itemText({ code, message, fields }: ErrorItem): string {
  const unsaid = fields.filter((field) => !message.includes(field));
  const about =
    unsaid.length > 0 ? ` (${unsaid.length === 1 ? "field" : "fields"} ${unsaid.join(", ")})` : "";
  return `${code}: ${plainMessage(message)}${about}`;
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
  const said = cutText(lines.map(tamed).join("\n"), most);
  return [said, ...(facts ? [visible(facts)] : []), ...(hint ? [`Hint: ${tamed(hint)}`] : [])].join("\n");
}
