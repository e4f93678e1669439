import { distinct } from "../../distinct.ts";
import type { SalesforceRecord } from "../records/rows.ts";
import type { ReportFact, ReportGrouping, ReportMetadata, ReportResult } from "./answers.ts";
import { amount, cellText, columnLabel, groupLabel } from "./cells.ts";

/** A table that a model can read; every row has every column, `""` where there is nothing. */
export interface ReportTable {
  columns: string[];
  rows: SalesforceRecord[];
}

/** The groups on one path from the top level down, and how deep the path could be. */
interface GroupPath {
  key: string;
  groups: ReportGrouping[];
  depth: number;
}

/** A matrix with more columns than this is shown as a list of its crossings, since nobody can count so many. */
const mostFigureColumns = 40;

/** Every group with children comes after them, as its subtotal. */
function groupPaths(
  groupings: readonly ReportGrouping[],
  depth: number,
  above: ReportGrouping[] = [],
): GroupPath[] {
  return groupings.flatMap((group) => {
    const groups = [...above, group];
    return [...groupPaths(group.groupings ?? [], depth, groups), { key: group.key, groups, depth }];
  });
}

/** Labels of the grouping columns, those of the rows first. */
export function groupColumns({ reportMetadata, reportExtendedMetadata }: ReportResult) {
  const label = ({ name }: { name: string }) => columnLabel(reportExtendedMetadata.groupingColumnInfo, name);
  return {
    down: reportMetadata.groupingsDown.map(label),
    across: reportMetadata.groupingsAcross.map(label),
  };
}

function aggregateColumns(report: ReportResult): string[] {
  const info = report.reportExtendedMetadata.aggregateColumnInfo;
  return report.reportMetadata.aggregates.map((name) => columnLabel(info, name));
}

/** Where the number of records stands among the aggregates, if it does. */
function countIndex({ aggregates }: ReportMetadata): number {
  return aggregates.findIndex((name) => name.toLowerCase() === "rowcount");
}

/** How many records the report is over, when it counts them. */
export function recordCount({ factMap, reportMetadata }: ReportResult): number | undefined {
  const value = factMap["T!T"]?.aggregates?.[countIndex(reportMetadata)]?.value;
  return typeof value === "number" ? value : undefined;
}

/** `Sum of Amount $863,561.00, Record Count 30`; undefined for a report without figures. */
export function grandTotal(report: ReportResult): string | undefined {
  const cells = report.factMap["T!T"]?.aggregates ?? [];
  const texts = aggregateColumns(report).map((label, index) => `${label} ${cellText(cells[index]) || "-"}`);
  return texts.length === 0 ? undefined : texts.join(", ");
}

/** Whether a crossing of two groups holds no records, which Salesforce answers as zeros. */
function isEmpty(fact: ReportFact | undefined, metadata: ReportMetadata): boolean {
  const cells = fact?.aggregates ?? [];
  const count = cells[countIndex(metadata)];
  if (count !== undefined) return !count.value;
  return (fact?.rows ?? []).length === 0 && cells.every((cell) => !amount(cell.value));
}

/** The paths of both axes, each with its total last; an axis without groups is its total alone. */
export function axes({ groupingsDown, groupingsAcross, reportMetadata }: ReportResult) {
  const axis = (groupings: readonly ReportGrouping[] | undefined, depth: number): GroupPath[] => [
    ...groupPaths(groupings ?? [], depth),
    { key: "T", groups: [], depth },
  ];
  return {
    down: axis(groupingsDown?.groupings, reportMetadata.groupingsDown.length),
    across: axis(groupingsAcross?.groupings, reportMetadata.groupingsAcross.length),
  };
}

/** `May 2013`, `Product / Day 1`, `Product: total`, `Total`. */
function acrossLabel(path: GroupPath): string {
  if (path.groups.length === 0) return "Total";
  const label = path.groups.map(groupLabel).join(" / ");
  return path.groups.length < path.depth ? `${label}: total` : label;
}

/** The texts under the grouping columns: labels, then `Subtotal` or `Grand total` in the first free one. */
function labelsOf(path: GroupPath, total = "Grand total"): string[] {
  const labels = path.groups.map(groupLabel);
  if (labels.length < path.depth) labels.push(labels.length === 0 ? total : "Subtotal");
  return Array.from({ length: path.depth }, (_, level) => labels[level] ?? "");
}

/**
 * The figures of a report: a row per group with its subtotals and the grand total, and for a matrix a
 * column per group across and figure. Crossings that hold no records are left empty. A matrix with too many
 * columns has a row per crossing that holds records instead.
 */
export function summaryTable(report: ReportResult): ReportTable {
  const { down, across } = axes(report);
  const wide = across.length * report.reportMetadata.aggregates.length > mostFigureColumns;
  return wide ? crossings(report, down, across) : crossTable(report, down, across);
}

function crossTable(
  report: ReportResult,
  down: readonly GroupPath[],
  across: readonly GroupPath[],
): ReportTable {
  const columns = distinct([...groupColumns(report).down, ...figureColumns(report, across)]);
  const rows = down.map((row) => {
    const figures = across.flatMap((column) => figuresAt(report, row, column));
    return toRecord(columns, [...labelsOf(row), ...figures]);
  });
  return { columns, rows };
}

function crossings(
  report: ReportResult,
  down: readonly GroupPath[],
  across: readonly GroupPath[],
): ReportTable {
  const groups = groupColumns(report);
  const columns = distinct([...groups.down, ...groups.across, ...aggregateColumns(report)]);
  const rows = down.flatMap((row) =>
    across.flatMap((column) => {
      const figures = figuresAt(report, row, column);
      const empty = figures.every((text) => text === "");
      return empty ? [] : [toRecord(columns, [...labelsOf(row), ...labelsOf(column, "Total"), ...figures])];
    }),
  );
  return { columns, rows };
}

function figureColumns(report: ReportResult, across: readonly GroupPath[]): string[] {
  const aggregates = aggregateColumns(report);
  if (across.length === 1) return aggregates;
  return across.flatMap((path) =>
    aggregates.length === 1
      ? [acrossLabel(path)]
      : aggregates.map((aggregate) => `${acrossLabel(path)} · ${aggregate}`),
  );
}

function figuresAt(report: ReportResult, row: GroupPath, column: GroupPath): string[] {
  const fact = report.factMap[`${row.key}!${column.key}`];
  const empty = row.key !== "T" && column.key !== "T" && isEmpty(fact, report.reportMetadata);
  return report.reportMetadata.aggregates.map((_, index) =>
    empty ? "" : cellText(fact?.aggregates?.[index]),
  );
}

export function toRecord(columns: readonly string[], values: readonly unknown[]): SalesforceRecord {
  return Object.fromEntries(columns.map((column, index) => [column, values[index]]));
}
