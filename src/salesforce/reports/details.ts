import { distinct } from "../../distinct.ts";
import type { ReportCell, ReportGrouping, ReportResult } from "./answers.ts";
import { cellId, cellText, cellValue, columnLabel, groupLabel } from "./cells.ts";
import { axes, groupColumns, type ReportTable, toRecord } from "./tables.ts";

/** One detail row: the labels of the groups it is in, and its cells by position. */
interface DetailRow {
  labels: string[];
  cells: readonly ReportCell[];
}

/** The labels of a path's groups, one for each level. */
function labelsOf({ groups, depth }: { groups: readonly ReportGrouping[]; depth: number }): string[] {
  const labels = groups.map(groupLabel);
  return Array.from({ length: depth }, (_, level) => labels[level] ?? "");
}

/** Rows are in the innermost groups; those that a report puts elsewhere are not lost. */
function detailRows(report: ReportResult): DetailRow[] {
  const { down, across } = axes(report);
  return down.flatMap((row) =>
    across.flatMap((column) => {
      const facts = report.factMap[`${row.key}!${column.key}`]?.rows ?? [];
      return facts.map(({ dataCells: cells }) => ({
        labels: [...labelsOf(row), ...labelsOf(column)],
        cells,
      }));
    }),
  );
}

/**
 * Which columns get a second one with the ids of the records they name. Of columns that name the same ones,
 * such as first and last name, the last gets it.
 */
function columnsWithId(rows: readonly DetailRow[], columns: readonly string[]): boolean[] {
  const ids = columns.map((_, index) => rows.map(({ cells }) => cellId(cells[index]) ?? "").join(" "));
  return ids.map((text, index) => text.trim() !== "" && !ids.includes(text, index + 1));
}

/**
 * The detail rows, each with its groups in front. A column that names a record gets a second one with the
 * record's id, so that it can be read or changed. `raw` gives values to compute with in place of texts.
 */
export function detailTable(report: ReportResult, { raw = false } = {}): ReportTable {
  const { detailColumns } = report.reportMetadata;
  const found = detailRows(report);
  const withId = columnsWithId(found, detailColumns);
  const { down, across } = groupColumns(report);
  const details = detailColumns.flatMap((name, index) => {
    const label = columnLabel(report.reportExtendedMetadata.detailColumnInfo, name);
    return withId[index] ? [label, `${label} Id`] : [label];
  });
  const columns = distinct([...down, ...across, ...details]);
  const shown = raw ? cellValue : cellText;
  const rows = found.map(({ labels, cells }) => {
    const values = detailColumns.flatMap((_, index) => {
      const value = shown(cells[index]);
      return withId[index] ? [value, cellId(cells[index]) ?? shown(undefined)] : [value];
    });
    return toRecord(columns, [...labels, ...values]);
  });
  return { columns, rows };
}
