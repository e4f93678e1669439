import { labelOf } from "../labels.ts";
import type { ReportColumn } from "./report-types.ts";

/** A cell as the Analytics API answers it. */
export interface Cell {
  label: string;
  value: unknown;
}

const emptyCell: Cell = { label: "-", value: null };

/** A detail cell: a name has its record's id for value, an amount its currency. */
export function detailCell(column: ReportColumn, value: unknown, id: unknown): Cell {
  if (value === null || value === undefined) {
    return column.dataType === "currency" ? { label: "-", value: null } : emptyCell;
  }
  const label = labelOf(value, column.dataType);
  if (column.idPath !== undefined && typeof id === "string") return { label, value: id };
  if (column.dataType === "currency") return { label, value: { amount: value, currency: null } };
  if (column.dataType === "datetime") return { label, value: String(value).replace(/\.000\+0000$/, "Z") };
  return { label, value };
}
