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
function figure(label: string, value: number): string {
  if (Math.abs(shownNumber(label) - value) <= Math.abs(value) * 1e-9) return label;
  return `${label} [${Number(value.toPrecision(12))}]`;
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
  return typeof value === "number" ? figure(label, value) : label;
}

/** A cell for a file, to be computed with: numbers and booleans as such, else its text; null when empty. */
export function cellValue(cell: ReportCell | undefined): string | number | boolean | null {
  const value = amount(cell?.value);
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

/** Makes equal names distinct, so that they can be keys: `Name`, `Name (2)`. */
export function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
