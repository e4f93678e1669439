import { WrittenNumber } from "../../json-numbers.ts";
import { isRecordId } from "../records/identity.ts";
import type { ReportCell, ReportColumnInfo, ReportGrouping } from "./answers.ts";

const isoDate = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/;

/** The number that a label shows (`£1,200.50`, `(12)`, `45 %`), or NaN when it shows none or another notation. */
function shownNumber(label: string): number {
  const digits = label.replaceAll(/[^0-9.()-]/g, "");
  const number = Number.parseFloat(digits.replaceAll(/[()]/g, ""));
  return digits.startsWith("(") ? -number : number;
}

/** What the user sees, with the raw number behind it in brackets where the two differ (rounding, `1.2M`). */
function figure(label: string, value: number | WrittenNumber): string {
  if (value instanceof WrittenNumber) return label === value.text ? label : `${label} [${value}]`;
  // What a label shows of a number is its digits; sums of fractions differ from them by a double's last one.
  const exact = Math.abs(shownNumber(label) - value) <= Math.abs(value) * 2 ** -51;
  return exact ? label : `${label} [${value}]`;
}

/** A currency cell's value is `{amount, currency}`; elsewhere the value stands alone. */
export function amount(value: unknown): unknown {
  return typeof value === "object" && value !== null && "amount" in value ? value.amount : value;
}

/** Salesforce puts `<br>` into addresses and long texts. */
function plainLabel({ label }: ReportCell, value: unknown): string {
  return (label ?? String(value)).replaceAll(/[,\s]*<br\s*\/?>\s*/gi, ", ");
}

/**
 * A cell's text: what the user sees, but for dates, whose order of day and month depends on the user's
 * locale and which are therefore written as ISO 8601. An empty cell, which Salesforce labels `-`, is "".
 */
export function cellText(cell: ReportCell | undefined): string {
  const value = amount(cell?.value);
  if (cell === undefined || value === null || value === undefined) return "";
  if (typeof value === "string" && isoDate.test(value)) return value;
  const label = plainLabel(cell, value);
  return typeof value === "number" || value instanceof WrittenNumber ? figure(label, value) : label;
}

/** A cell for a file, to be computed with: numbers and booleans as such, else its text; null when empty. */
export function cellValue(cell: ReportCell | undefined): string | number | boolean | WrittenNumber | null {
  const value = amount(cell?.value);
  if (value instanceof WrittenNumber) return value;
  return typeof value === "number" || typeof value === "boolean" ? value : cellText(cell) || null;
}

/** The id of the record that a cell names by its label. Users are left out: they are hardly ever the aim. */
export function cellId(cell: ReportCell | undefined): string | undefined {
  const value = cell?.value;
  const named = typeof value === "string" && value !== cell?.label && isRecordId(value);
  return named && !value.startsWith("005") ? value : undefined;
}

/** Labels are what users know; where Salesforce gives none, the API name. */
export function columnLabel(info: Record<string, ReportColumnInfo> | undefined, name: string): string {
  return info?.[name]?.label ?? name;
}

/** A group's label; rows without a value are in a group that Salesforce labels `-`. */
export function groupLabel({ label, value }: ReportGrouping): string {
  return label === "-" && value == null ? "(none)" : label;
}
