import { type Case, everyRow, grouped, none } from "./evaluate.ts";
import type { Data, Plain, Row } from "./plain-data.ts";

export type Compute = (rows: Row[], key: (string | number | null)[]) => Plain;

export const column = (name: string) => (row: Row) => row[name] ?? null;

/** One result for each combination of keys. */
export function groups(
  object: string,
  keys: ((row: Row, data: Data) => string | number | null)[],
  compute: Compute,
  passes: (row: Row) => boolean = everyRow,
): (data: Data) => Plain[] {
  return (data) => {
    const found = grouped(data.rows(object).filter(passes), (row) =>
      JSON.stringify(keys.map((key) => key(row, data))),
    );
    return [...found].map(([key, rows]) => compute(rows, JSON.parse(String(key))));
  };
}

/** The figures of all rows. */
export function overall(
  object: string,
  compute: (rows: Row[]) => Plain,
  passes: (row: Row) => boolean = everyRow,
): Case[1] {
  return (data) => [compute(data.rows(object).filter(passes))];
}

/** Values in order, for what is asked to be sorted. */
export function by<T>(list: T[], ...keys: ((item: T) => string | number | null)[]): T[] {
  return [...list].sort((a, b) => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left === right) continue;
      if (left === null) return -1;
      if (right === null) return 1;
      return left < right ? -1 : 1;
    }
    return 0;
  });
}

export const extreme = (rows: Row[], name: string, pick: "first" | "last") => {
  const values = rows.map(column(name)).filter((each) => !none(each));
  const ordered = [...values].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  return (pick === "first" ? ordered[0] : ordered.at(-1)) ?? null;
};
export const moment = (value: string | number | null) =>
  none(value) ? null : new Date(Number(value)).toISOString().replace("Z", "+0000");
export const distinct = (rows: Row[], name: string) =>
  new Set(rows.map(column(name)).filter((each) => !none(each))).size;
export const filled = (rows: Row[], name: string) => rows.filter((row) => !none(row[name])).length;
export const year = (row: Row, name = "CloseDate") => Number(String(row[name]).slice(0, 4));
export const stages = [
  "Prospecting",
  "Qualification",
  "Needs Analysis",
  "Value Proposition",
  "Id. Decision Makers",
  "Perception Analysis",
  "Proposal/Price Quote",
  "Negotiation/Review",
  "Closed Won",
  "Closed Lost",
];

export const caseStatuses = ["New", "Working", "Escalated", "Closed"];
