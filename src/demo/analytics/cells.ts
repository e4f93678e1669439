import type { ReportColumn } from "./report-types.ts";

/** A cell as the Analytics API answers it. */
export interface Cell {
  label: string;
  value: unknown;
}

const emptyCell: Cell = { label: "-", value: null };

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const numbers = new Intl.NumberFormat("en-US");

function usDate(date: string): string {
  const [year, month, day] = date.slice(0, 10).split("-").map(Number);
  return `${month}/${day}/${year}`;
}

/** `2026-05-06T11:29:09.000+0000` → `5/6/2026, 11:29 AM`, in UTC as the demo org's reports are. */
function usDateTime(moment: string): string {
  const hours = Number(moment.slice(11, 13));
  return `${usDate(moment)}, ${hours % 12 || 12}:${moment.slice(14, 16)} ${hours < 12 ? "AM" : "PM"}`;
}

/** What a user in locale en_US sees. */
export function labelOf(value: unknown, dataType: ReportColumn["dataType"], decimals?: number): string {
  if (value === null || value === undefined) return "-";
  if (dataType === "currency") return dollars.format(Number(value));
  if (dataType === "percent") return `${Number(value).toFixed(decimals ?? 0)}%`;
  if (typeof value === "number") return numbers.format(value);
  if (dataType === "date") return usDate(String(value));
  if (dataType === "datetime") return usDateTime(String(value));
  return String(value);
}

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
