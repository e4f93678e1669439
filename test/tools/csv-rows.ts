import { parse } from "csv-parse/sync";

export type CsvRow = Record<string, string>;

/** The rows below an answer's first line, by column. */
export function csvRows(text: string): CsvRow[] {
  return parse(text.slice(text.indexOf("\n") + 1), { columns: true, relax_column_count: true });
}

/** `$1,234.50` and `$0.33 [0.3333]` → the number that is shown. */
export function amountIn(text = ""): number {
  return Number(text.replace(/ \[.*\]$/, "").replaceAll(/[$£,%]/g, ""));
}
