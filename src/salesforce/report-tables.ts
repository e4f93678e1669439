import type {
  ReportCell,
  ReportColumnInfo,
  ReportFact,
  ReportGrouping,
  ReportMetadata,
  ReportResult,
} from "./report-answers.ts";
import type { SalesforceRecord } from "./rows.ts";

/** A table that a model can read: every row has a text for every column, `""` where there is nothing. */
export interface ReportTable {
  columns: string[];
  rows: SalesforceRecord[];
}

/** The groups on one path from the top level down, and how deep the path could be. */
interface Path {
  key: string;
  groups: ReportGrouping[];
  depth: number;
}

const recordId = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;

/** The number that a label shows (`£1,200.50`, `(12)`, `45 %`), or NaN when it shows none or another notation. */
function shownNumber(label: string): number {
  const digits = label.replaceAll(/[^0-9.()-]/g, "");
  const number = Number.parseFloat(digits.replaceAll(/[()]/g, ""));
  return digits.startsWith("(") ? -number : number;
}

/** What the user sees, with the raw number behind it in brackets where the two differ (rounding, `1.2M`). */
function figure(label: string, value: number): string {
  if (Math.abs(shownNumber(label) - value) <= Math.abs(value) * 1e-9) return label;
  return `${label} [${Number(value.toPrecision(12))}]`;
}

/** A cell's text. Salesforce labels an empty cell `-`, and puts `<br>` into addresses. */
function cellText(cell: ReportCell | undefined): string {
  const value = amount(cell?.value);
  if (cell === undefined || value === null || value === undefined) return "";
  const label = (cell.label ?? String(value)).replaceAll(/<br\s*\/?>/gi, ", ");
  return typeof value === "number" ? figure(label, value) : label;
}

/** A currency cell's value is `{amount, currency}`; elsewhere the value stands alone. */
function amount(value: unknown): unknown {
  return typeof value === "object" && value !== null && "amount" in value ? value.amount : value;
}

/** Every group with children comes after them, as its subtotal. */
function paths(groupings: readonly ReportGrouping[], depth: number, above: ReportGrouping[] = []): Path[] {
  return groupings.flatMap((group) => {
    const groups = [...above, group];
    const children = group.groupings ?? [];
    return [...paths(children, depth, groups), { key: group.key, groups, depth }];
  });
}

function labelOf(group: ReportGrouping): string {
  return group.label === "-" && group.value == null ? "(none)" : group.label;
}

function groupColumns(report: ReportResult): string[] {
  const info = report.reportExtendedMetadata.groupingColumnInfo;
  return report.reportMetadata.groupingsDown.map((grouping) => columnLabel(info, grouping.name));
}

/** Labels are what users know; where Salesforce gives none, the API name. */
export function columnLabel(info: Record<string, ReportColumnInfo>, name: string): string {
  return info[name]?.label ?? name;
}

function aggregateColumns(report: ReportResult): string[] {
  const info = report.reportExtendedMetadata.aggregateColumnInfo;
  return report.reportMetadata.aggregates.map((name) => columnLabel(info, name));
}

/** Makes equal names distinct, so that they can be keys: `Name`, `Name (2)`. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** Whether a crossing of two groups holds no records, which Salesforce answers as zeros. */
function isEmpty(fact: ReportFact | undefined, metadata: ReportMetadata): boolean {
  const cells = fact?.aggregates ?? [];
  const count = cells[metadata.aggregates.findIndex((name) => name.toLowerCase() === "rowcount")];
  if (count !== undefined) return !count.value;
  return (fact?.rows ?? []).length === 0 && cells.every((cell) => !amount(cell.value));
}

/** The paths of one axis, its total last; an axis without groups is its total alone. */
function axis(groupings: readonly ReportGrouping[], depth: number): Path[] {
  return [...paths(groupings, depth), { key: "T", groups: [], depth }];
}

/** `May 2013`, `Product / Day 1`, `Product: total`, `Total`. */
function acrossLabel(path: Path): string {
  if (path.groups.length === 0) return "Total";
  const label = path.groups.map(labelOf).join(" / ");
  return path.groups.length < path.depth ? `${label}: total` : label;
}

/** The texts under the grouping columns: labels, then `Subtotal` or `Grand total` in the first free one. */
function downLabels(path: Path): string[] {
  const labels = path.groups.map(labelOf);
  if (labels.length < path.depth) labels.push(labels.length === 0 ? "Grand total" : "Subtotal");
  return Array.from({ length: path.depth }, (_, level) => labels[level] ?? "");
}

/**
 * The figures of a report: a row per group with its subtotals and the grand total, and for a matrix a
 * column per group across and figure. Crossings that hold no records are left empty.
 */
export function summaryTable(report: ReportResult): ReportTable {
  const { reportMetadata } = report;
  const across = axis(report.groupingsAcross?.groupings ?? [], reportMetadata.groupingsAcross.length);
  const down = axis(report.groupingsDown?.groupings ?? [], reportMetadata.groupingsDown.length);
  const groups = groupColumns(report);
  const columns = distinct([...groups, ...figureColumns(report, across)]);
  const rows = down.map((row) => {
    const figures = across.flatMap((column) => figuresAt(report, row, column));
    return toRecord(columns, [...downLabels(row), ...figures]);
  });
  return { columns, rows };
}

function figureColumns(report: ReportResult, across: readonly Path[]): string[] {
  const aggregates = aggregateColumns(report);
  if (across.length === 1) return aggregates;
  return across.flatMap((path) =>
    aggregates.length === 1
      ? [acrossLabel(path)]
      : aggregates.map((aggregate) => `${acrossLabel(path)} · ${aggregate}`),
  );
}

function figuresAt(report: ReportResult, row: Path, column: Path): string[] {
  const fact = report.factMap[`${row.key}!${column.key}`];
  const empty = row.key !== "T" && column.key !== "T" && isEmpty(fact, report.reportMetadata);
  return report.reportMetadata.aggregates.map((_, index) =>
    empty ? "" : cellText(fact?.aggregates?.[index]),
  );
}

function toRecord(columns: readonly string[], values: readonly string[]): SalesforceRecord {
  return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
}

/** Groups that have no groups below them: where the detail rows are. */
function leaves(groupings: readonly ReportGrouping[], depth: number): Path[] {
  return depth === 0
    ? [{ key: "T", groups: [], depth }]
    : paths(groupings, depth).filter((path) => path.groups.length === depth);
}

/**
 * The detail rows, each with its groups in front. A column that names a record gets a second one with the
 * record's id, so that it can be read or changed; users are left out, since they are hardly ever the aim.
 */
export function detailTable(report: ReportResult): ReportTable {
  const { reportMetadata, reportExtendedMetadata } = report;
  const down = leaves(report.groupingsDown?.groupings ?? [], reportMetadata.groupingsDown.length);
  const across = leaves(report.groupingsAcross?.groupings ?? [], reportMetadata.groupingsAcross.length);
  const found = down.flatMap((row) =>
    across.flatMap((column) => {
      const labels = [...row.groups, ...column.groups].map(labelOf);
      const facts = report.factMap[`${row.key}!${column.key}`]?.rows ?? [];
      return facts.map((fact) => ({ labels, cells: fact.dataCells }));
    }),
  );
  const withId = reportMetadata.detailColumns.map((_, index) =>
    found.some(({ cells }) => idOf(cells[index])),
  );
  const { groupingColumnInfo, detailColumnInfo } = reportExtendedMetadata;
  const groups = [...reportMetadata.groupingsDown, ...reportMetadata.groupingsAcross].map(({ name }) =>
    columnLabel(groupingColumnInfo, name),
  );
  const details = reportMetadata.detailColumns.flatMap((name, index) => {
    const label = columnLabel(detailColumnInfo, name);
    return withId[index] ? [label, `${label} Id`] : [label];
  });
  const columns = distinct([...groups, ...details]);
  const rows = found.map(({ labels, cells }) =>
    toRecord(columns, [
      ...labels,
      ...cells.flatMap((cell, index) => detailTexts(cell, withId[index] ?? false)),
    ]),
  );
  return { columns, rows };
}

function detailTexts(cell: ReportCell, withId: boolean): string[] {
  return withId ? [cellText(cell), idOf(cell) ?? ""] : [cellText(cell)];
}

/** The id of the record that a cell names by its label. */
function idOf(cell: ReportCell | undefined): string | undefined {
  const value = cell?.value;
  const named = typeof value === "string" && value !== cell?.label && recordId.test(value);
  return named && !value.startsWith("005") ? value : undefined;
}
