import type { Org } from "../handler.ts";
import { keyed } from "../json.ts";
import { labelOf } from "../labels.ts";
import { runQuery } from "../soql/query.ts";
import { type Cell, detailCell } from "./cells.ts";
import type { GroupingDefinition, ReportDefinition } from "./definitions.ts";
import { whereClause } from "./filters.ts";
import { columnOf, type ReportColumn } from "./report-types.ts";

type Row = Record<string, unknown>;

interface Group {
  groupings: Group[];
  key: string;
  label: string;
  value: unknown;
}

interface Fact {
  aggregates: Cell[];
  rows: { dataCells: Cell[] }[];
}

/** Reports answer at most this many detail rows; their aggregates cover all. */
const mostDetailRows = 2_000;

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** The value at a dotted path of a record (`Owner.UserRole.Name`). */
function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const part of path.split(".")) {
    value = keyed(value)[part];
  }
  return value ?? null;
}

function mustColumn(definition: ReportDefinition, name: string): ReportColumn {
  const column = columnOf(definition.type, name);
  if (!column) throw new Error(`Report ${definition.name} has no column ${name}`);
  return column;
}

/** The column an aggregate is over: `s!AMOUNT` → AMOUNT; none for RowCount and formulas. */
function aggregated(name: string): string | undefined {
  return name.includes("!") ? name.slice(name.indexOf("!") + 1) : undefined;
}

/** The statement that finds a report's rows. */
export function reportSoql(definition: ReportDefinition): string {
  const names = [
    ...definition.detailColumns,
    ...definition.down.map(({ name }) => name),
    ...definition.across.map(({ name }) => name),
    ...definition.aggregates.flatMap((name) => aggregated(name) ?? []),
  ];
  const columns = names.map((name) => mustColumn(definition, name));
  const paths = new Set(columns.flatMap(({ path, idPath }) => (idPath ? [path, idPath] : [path])));
  const order = definition.sortBy.map(
    ({ sortColumn, sortOrder }) => `${mustColumn(definition, sortColumn).path} ${sortOrder.toUpperCase()}`,
  );
  const orderBy = [...order, "Id"].join(", ");
  return `SELECT ${[...paths].join(", ")} FROM ${definition.type.object}${whereClause(definition)} ORDER BY ${orderBy}`;
}

/** A date's bucket: its first day and the label that Salesforce gives it. */
function dateBucket(date: string, granularity: GroupingDefinition["dateGranularity"]): [string, string] {
  const [year = "", month = "01"] = date.split("-");
  const quarter = Math.ceil(Number(month) / 3);
  const quarterStart = `${year}-${String(quarter * 3 - 2).padStart(2, "0")}-01`;
  if (granularity === "Month") return [`${year}-${month}-01`, `${months[Number(month) - 1]} ${year}`];
  if (granularity === "Quarter") return [quarterStart, `Q${quarter} CY${year}`];
  if (granularity === "FiscalQuarter") return [quarterStart, `Q${quarter} FY ${year}`];
  if (granularity === "Year") return [`${year}-01-01`, `CY${year}`];
  if (granularity === "FiscalYear") return [`${year}-01-01`, `FY ${year}`];
  return [date.slice(0, 10), labelOf(date.slice(0, 10), "date")];
}

interface Bucket {
  label: string;
  value: unknown;
  /** What it is sorted by. */
  sort: string;
}

function bucketOf(definition: ReportDefinition, grouping: GroupingDefinition, row: Row): Bucket {
  const column = mustColumn(definition, grouping.name);
  const value = valueAt(row, column.path);
  if (value === null) return { label: "-", value: null, sort: "" };
  if (column.dataType === "date" || column.dataType === "datetime") {
    const [start, label] = dateBucket(String(value), grouping.dateGranularity);
    return { label, value: start, sort: start };
  }
  const { label, value: shown } = detailCell(column, value, column.idPath && valueAt(row, column.idPath));
  return { label, value: shown, sort: label.toLowerCase() };
}

function sameBucket(bucket: Bucket): string {
  return JSON.stringify([bucket.label, bucket.value]);
}

/** One axis: its groups nested, and for every row the keys of the groups it is in, total first. */
function axis(definition: ReportDefinition, levels: readonly GroupingDefinition[], rows: readonly Row[]) {
  const keys = new Map<Row, string[]>(rows.map((row) => [row, ["T"]]));
  const build = (members: readonly Row[], level: number, above: string): Group[] => {
    const grouping = levels[level];
    if (!grouping) return [];
    const buckets = new Map<string, { bucket: Bucket; members: Row[] }>();
    for (const row of members) {
      const bucket = bucketOf(definition, grouping, row);
      const entry = buckets.get(sameBucket(bucket)) ?? { bucket, members: [] };
      entry.members.push(row);
      buckets.set(sameBucket(bucket), entry);
    }
    const direction = grouping.sortOrder === "Desc" ? -1 : 1;
    const sorted = [...buckets.values()].sort(
      (a, b) => direction * (a.bucket.sort < b.bucket.sort ? -1 : Number(a.bucket.sort > b.bucket.sort)),
    );
    return sorted.map(({ bucket, members: inside }, index) => {
      const key = above === "" ? String(index) : `${above}_${index}`;
      for (const row of inside) keys.get(row)?.push(key);
      return { groupings: build(inside, level + 1, key), key, label: bucket.label, value: bucket.value };
    });
  };
  return { groupings: build(rows, 0, ""), keys };
}

function allKeys(groupings: readonly Group[]): string[] {
  return groupings.flatMap(({ key, groupings: inner }) => [key, ...allKeys(inner)]);
}

function numbersAt(definition: ReportDefinition, name: string, rows: readonly Row[]): number[] {
  const { path } = mustColumn(definition, name);
  return rows
    .map((row) => valueAt(row, path))
    .filter((value) => value !== null)
    .map(Number);
}

/** One figure over some rows; null where there is nothing to compute it from. */
function figure(definition: ReportDefinition, name: string, rows: readonly Row[]): number | null {
  if (name === "RowCount") return rows.length;
  const formula = definition.formulas.find((candidate) => candidate.name === name);
  if (formula) return formula.compute((inner) => figure(definition, inner, rows));
  const numbers = numbersAt(definition, aggregated(name) ?? "", rows);
  // Added in cents, so that the total does not depend on the order of the rows.
  const sum = numbers.reduce((total, number) => total + Math.round(number * 100), 0) / 100;
  if (name.startsWith("s!")) return sum;
  if (numbers.length === 0) return null;
  if (name.startsWith("a!")) return sum / numbers.length;
  return name.startsWith("mx!") ? Math.max(...numbers) : Math.min(...numbers);
}

function aggregateCell(definition: ReportDefinition, name: string, rows: readonly Row[]): Cell {
  const value = figure(definition, name, rows);
  const formula = definition.formulas.find((candidate) => candidate.name === name);
  const over = aggregated(name);
  const dataType = formula?.dataType ?? (over ? mustColumn(definition, over).dataType : "int");
  return { label: labelOf(value, dataType, formula?.decimals), value };
}

function detailRow(definition: ReportDefinition, row: Row): { dataCells: Cell[] } {
  const dataCells = definition.detailColumns.map((name) => {
    const column = mustColumn(definition, name);
    return detailCell(column, valueAt(row, column.path), column.idPath && valueAt(row, column.idPath));
  });
  return { dataCells };
}

/** Runs a report over the org's rows of this moment: its groups, and the figures of every crossing. */
export function reportFacts(org: Org, userId: string, definition: ReportDefinition, includeDetails: boolean) {
  const rows = runQuery(org, reportSoql(definition), { userId, version: 68 }).records as Row[];
  const down = axis(definition, definition.down, rows);
  const across = axis(definition, definition.across, rows);
  const members = new Map<string, Row[]>();
  for (const row of rows)
    for (const downKey of down.keys.get(row) ?? [])
      for (const acrossKey of across.keys.get(row) ?? []) {
        const key = `${downKey}!${acrossKey}`;
        const found = members.get(key);
        if (found) found.push(row);
        else members.set(key, [row]);
      }
  const shown = new Set(includeDetails ? rows.slice(0, mostDetailRows) : []);
  const leaf = (key: string, levels: number) => (key === "T" ? 0 : key.split("_").length) === levels;
  const factMap: Record<string, Fact> = {};
  for (const downKey of ["T", ...allKeys(down.groupings)])
    for (const acrossKey of ["T", ...allKeys(across.groupings)]) {
      const key = `${downKey}!${acrossKey}`;
      const inside = members.get(key) ?? [];
      const isLeaf = leaf(downKey, definition.down.length) && leaf(acrossKey, definition.across.length);
      factMap[key] = {
        aggregates: definition.aggregates.map((name) => aggregateCell(definition, name, inside)),
        rows: isLeaf ? inside.filter((row) => shown.has(row)).map((row) => detailRow(definition, row)) : [],
      };
    }
  return {
    allData: !includeDetails || rows.length <= mostDetailRows,
    factMap,
    groupingsAcross: { groupings: across.groupings },
    groupingsDown: { groupings: down.groupings },
  };
}
