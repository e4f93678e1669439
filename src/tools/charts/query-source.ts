import { patternOf } from "../../charts/figures.ts";
import type { Wish } from "../../charts/plan.ts";
import type { Dimension, Measure, Point, Source } from "../../charts/source.ts";
import { distinct } from "../../distinct.ts";
import { ToolError } from "../../errors.ts";
import { WrittenNumber } from "../../json-numbers.ts";
import { onePer } from "../../one-per.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import { namedAggregates } from "../../salesforce/records/aggregates.ts";
import { queryPages } from "../../salesforce/records/query.ts";
import type { SalesforceRecord } from "../../salesforce/records/rows.ts";
import type { ObjectDescribe } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { outerObject, type SelectList, selectList } from "../../salesforce/soql/select-list.ts";
import { quoted } from "../../salesforce/soql/tokens.ts";
import { sameName } from "../../spelling.ts";
import type { ToolContext } from "../../tool/tool.ts";
import {
  dimensionOf,
  type Item,
  isAggregate,
  isNumber,
  itemsOf,
  measureOf,
  type Read,
} from "./query-items.ts";

/** Rows that are read for one picture. */
const mostRows = 10_000;
const longestCondition = 120;

/** A source, and what is to be said of how it was read. */
export interface ReadSource {
  source: Source;
  notes: string[];
}

function notDrawn(message: string, hint: string): ToolError {
  return new ToolError("BAD_ARGUMENT", `This cannot be drawn: ${message}`, hint);
}

interface RowsRead {
  records: SalesforceRecord[];
  totalSize: number;
}

async function rowsOf(soql: string, { salesforce, progress }: ToolContext): Promise<RowsRead> {
  const { items } = selectList(soql);
  const records: SalesforceRecord[] = [];
  let totalSize = 0;
  for await (const page of queryPages(salesforce, { soql, all: false, batchSize: 2_000 })) {
    records.push(...namedAggregates(page.records, items));
    totalSize = page.totalSize;
    progress({ progress: records.length, total: totalSize });
    if (records.length >= mostRows) break;
  }
  return { records: records.slice(0, mostRows), totalSize };
}

/** The statement without its texts, in which words are looked for. */
function bareStatement(soql: string): string {
  return soql.replaceAll(new RegExp(quoted, "g"), "''").replaceAll(/\([^()]*\)/g, "()");
}

/** By what the rows were chosen, in the statement's own words. */
function conditionOf(soql: string): string {
  const [, condition = ""] =
    /\bWHERE\s+([\s\S]+?)(?:\s+(?:WITH|GROUP\s+BY|HAVING|ORDER\s+BY|LIMIT|OFFSET|FOR)\b[\s\S]*)?$/i.exec(
      soql.trim(),
    ) ?? [];
  const text = condition.replaceAll(/\s+/g, " ").trim();
  return text.length > longestCondition ? `${text.slice(0, longestCondition)}…` : text;
}

/** By connection, object and field: how the org writes its money. */
const moneyOf = onePer((_: object) => new Map<string, Promise<string>>());

/** The currency's sign, which no describe tells: Salesforce writes one amount as the user sees it. */
function moneyPattern(salesforce: Salesforce, object: string, field: string): Promise<string> {
  const known = moneyOf(salesforce.connection);
  const key = `${object}.${field}`.toLowerCase();
  const asked = known.get(key) ?? askMoney(salesforce, object, field);
  known.set(key, asked);
  return asked;
}

async function askMoney(salesforce: Salesforce, object: string, field: string): Promise<string> {
  const q = `SELECT FORMAT(${field}) shown FROM ${object} WHERE ${field} > 0 LIMIT 1`;
  const page = await salesforce
    .get<{ records?: { shown?: unknown }[] }>("/query", { query: { q } })
    .catch(() => undefined);
  const shown = page?.records?.[0]?.shown;
  return typeof shown === "string" ? patternOf(shown) : "#";
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  return value instanceof WrittenNumber ? Number(value.text) : null;
}

/** The value at `Owner.Name`, in whatever case the statement writes it. */
function valueAt(record: SalesforceRecord, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  let value: unknown = record;
  for (const step of name.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    const found = Object.entries(value).find(([key]) => sameName(key, step));
    value = found?.[1];
  }
  return value ?? null;
}

/** What is read of a row for one dimension; year and month of one date are one. */
interface Reading {
  dimension: Dimension;
  textIn(record: SalesforceRecord): string | null;
}

function reading({ name }: Item, { dimension, textOf }: Read): Reading {
  return { dimension, textIn: (record) => textOf(valueAt(record, name)) };
}

/** CALENDAR_YEAR with CALENDAR_MONTH or CALENDAR_QUARTER, FISCAL_YEAR with FISCAL_QUARTER, of one date: the finer one. */
function yearAndPart(items: readonly Item[]): [year: Item, part: Item] | undefined {
  for (const year of items.filter(({ call }) => call === "CALENDAR_YEAR" || call === "FISCAL_YEAR")) {
    const kind = year.call.replace("_YEAR", "");
    const finer = kind === "CALENDAR" ? ["CALENDAR_MONTH", "CALENDAR_QUARTER"] : ["FISCAL_QUARTER"];
    const part = finer
      .map((call) => items.find((item) => item.call === call && sameName(item.path, year.path)))
      .find((item) => item !== undefined);
    if (part) return [year, part];
  }
  return undefined;
}

function yearReading(year: Item, part: Item): Reading {
  const { dimension } = dimensionOf(year, false);
  const start = year.call === "FISCAL_YEAR" ? "FY" : "";
  const label = dimension.label.replace(/ \(year\)$/, "");
  return {
    dimension: { ...dimension, label },
    textIn(record) {
      const [value, inside] = [valueAt(record, year.name), valueAt(record, part.name)];
      if (value === null || inside === null) return null;
      const place = part.call.endsWith("QUARTER") ? `Q${inside}` : String(inside).padStart(2, "0");
      return `${start}${value}-${place}`;
    },
  };
}

function readingsOf(items: readonly Item[], rows: boolean): Reading[] {
  const pair = yearAndPart(items);
  const [year, part] = pair ?? [];
  return items.flatMap((item) => {
    if (year && part && item === year) return [yearReading(year, part)];
    // A quarter beside year and month says nothing more.
    const said = year && sameName(item.path, year.path) && /^(?:CALENDAR|FISCAL)_/.test(item.call);
    return item === part || said ? [] : [reading(item, dimensionOf(item, rows))];
  });
}

function isNamed({ name, field }: Item, wanted: string | undefined): boolean {
  return wanted !== undefined && (sameName(name, wanted) || sameName(field?.label ?? "", wanted));
}

/** Numbers of single records are figures, unless they are asked for as categories; of groups they are categories. */
function splitItems(items: readonly Item[], grouped: boolean, { type, x, series }: Wish) {
  const asCategory = (item: Item) =>
    isNamed(item, series) ||
    (type !== "scatter" && type !== "auto" && type !== undefined && isNamed(item, x));
  const isFigure = (item: Item) => isAggregate(item) || (!grouped && isNumber(item) && !asCategory(item));
  return { figures: items.filter(isFigure), others: items.filter((item) => !isFigure(item)) };
}

/** Names of records that are called the same stay apart. */
function namedApart(points: Point[], dimensions: readonly Dimension[]): Point[] {
  for (const [place, { identity }] of dimensions.entries()) {
    if (!identity) continue;
    const names = distinct(points.map(({ at }) => at[place] ?? "(none)"));
    for (const [index, point] of points.entries()) point.at[place] = names[index] ?? null;
  }
  return points;
}

/** Throws BAD_ARGUMENT for a statement whose rows make no picture. */
function checkStatement(soql: string, { items, children }: SelectList): void {
  const bare = bareStatement(soql);
  if (children) throw notDrawn("a child query's rows have no place in it.", "Query the child object itself.");
  if (/\bGROUP\s+BY\s+(?:ROLLUP|CUBE)\b/i.test(bare))
    throw notDrawn("subtotals would stand among what they are the totals of.", "Use plain GROUP BY.");
  if (/\bFORMAT\s*\(/i.test(bare))
    throw notDrawn("FORMAT() makes texts of figures.", "Leave it out; the picture shows units by itself.");
  if (items.length === 0)
    throw notDrawn(
      "the statement selects no field by name.",
      "Group by a field and count: SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry.",
    );
}

interface Columns {
  readings: Reading[];
  measures: Measure[];
  /** The figures of one row, as `measures` names them. */
  figuresIn(record: SalesforceRecord): (number | null)[];
}

/** Which of a statement's columns are figures, and what the others put on axes. */
async function columnsOf(
  items: readonly Item[],
  { grouped, describe, wish }: { grouped: boolean; describe: ObjectDescribe; wish: Wish },
  salesforce: Salesforce,
): Promise<Columns> {
  const { figures, others } = splitItems(items, grouped, wish);
  const money = figures.find(({ field }) => field?.type === "currency");
  const pattern = money ? await moneyPattern(salesforce, describe.name, money.path) : "#";
  const measured = figures.flatMap((item) => {
    const measure = measureOf(item, describe, pattern);
    return measure ? [{ item, measure }] : [];
  });
  const readings = readingsOf(others, !grouped);
  if (measured.length === 0 && !grouped) return { readings: readings.map(countable), ...counting(describe) };
  const labels = distinct(measured.map(({ measure }) => measure.label));
  return {
    readings,
    measures: measured.map(({ measure }, place) => ({ ...measure, label: labels[place] ?? measure.label })),
    figuresIn: (record) => measured.map(({ item }) => numberOf(valueAt(record, item.name))),
  };
}

/** Rows without a figure can still be counted. */
function counting({ labelPlural }: ObjectDescribe): Pick<Columns, "measures" | "figuresIn"> {
  const label = `Number of ${labelPlural}`;
  return { measures: [{ name: "count", label, pattern: "#", merge: "sum" }], figuresIn: () => [1] };
}

/** Counted rows are those of one name, not each its own. */
function countable({ dimension, textIn }: Reading): Reading {
  return { dimension: { ...dimension, identity: false }, textIn };
}

/** The columns by what the org says of their fields, which is asked while the rows are on their way. */
async function describedColumns(
  soql: string,
  wish: Wish,
  salesforce: Salesforce,
): Promise<Columns & { describe: ObjectDescribe }> {
  const describe = await describeObject(salesforce, outerObject(soql) ?? "");
  const items = await itemsOf(selectList(soql).items, describe, salesforce);
  const grouped = items.some(isAggregate) || /\bGROUP\s+BY\b/i.test(bareStatement(soql));
  return { describe, ...(await columnsOf(items, { grouped, describe, wish }, salesforce)) };
}

/** What a statement has to show. Throws BAD_ARGUMENT for one whose rows make no picture, SalesforceError as any query. */
export async function querySource(soql: string, wish: Wish, context: ToolContext): Promise<ReadSource> {
  const { salesforce } = context;
  const described = describedColumns(soql, wish, salesforce);
  // Salesforce says best what is wrong with a statement, so its word comes first.
  described.catch(() => undefined);
  const { records, totalSize } = await rowsOf(soql, context);
  checkStatement(soql, selectList(soql));
  const { describe, readings, measures, figuresIn } = await described;
  const dimensions = readings.map(({ dimension }) => dimension);
  const read = records.map((record) => ({
    at: readings.map(({ textIn }) => textIn(record)),
    figures: figuresIn(record),
  }));
  const points = namedApart(read, dimensions);
  const condition = conditionOf(soql);
  const base = (await salesforce.instanceUrl()).replace(/\/$/, "");
  return {
    source: {
      title: "",
      subtitle: condition === "" ? `All ${describe.labelPlural}` : `${describe.labelPlural}: ${condition}`,
      open: `${base}/lightning/o/${describe.name}/list`,
      dimensions,
      measures,
      sorted: /\bORDER\s+BY\b/i.test(bareStatement(soql)),
      points: () => points,
    },
    notes: totalSize > records.length ? [`drawn from the first ${records.length} of ${totalSize} rows`] : [],
  };
}
