import type { Case } from "./evaluate.ts";
import { type Data, fields, type Plain, type Row } from "./plain-data.ts";

/** A parent's fields, or null where there is none. */
export function parent(data: Data, id: string | number | null | undefined, ...names: string[]): Plain | null {
  const row = data.find(id);
  return row ? fields(row, ...names) : null;
}

/** Rows with what `more` computes for each. */
export function each(
  object: string,
  passes: (row: Row, data: Data) => boolean,
  more: (row: Row, data: Data) => Plain,
): Case[1] {
  return (data) =>
    data
      .rows(object)
      .filter((row) => passes(row, data))
      .map((row) => more(row, data));
}

export const of = (data: Data, id: string | number | null | undefined, name: string) =>
  data.find(id)?.[name] ?? null;
export const kind = (id: unknown) =>
  ({ "001": "Account", "006": "Opportunity", "500": "Case", "003": "Contact", "00Q": "Lead", "005": "User" })[
    String(id).slice(0, 3)
  ] ?? null;
