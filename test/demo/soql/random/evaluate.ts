import { type Data, fields, type Plain, type Row } from "./plain-data.ts";

/** A statement, and what it answers, computed in plain JavaScript over the same rows. */
export type Case = [soql: string, expected: (data: Data) => Plain[] | number];

export const lower = (value: unknown) => String(value ?? "").toLowerCase();
export const same = (a: unknown, b: string) => a !== null && a !== undefined && lower(a) === b.toLowerCase();
export const begins = (a: unknown, b: string) => lower(a).startsWith(b.toLowerCase());
export const holds = (a: unknown, b: string) => lower(a).includes(b.toLowerCase());
export const number = (value: unknown) => Number(value);
export const none = (value: unknown) => value === null || value === undefined;

/** Rows of an object that pass, with these fields. */
export function pick(object: string, passes: (row: Row, data: Data) => boolean, ...names: string[]): Case[1] {
  return (data) =>
    data
      .rows(object)
      .filter((row) => passes(row, data))
      .map((row) => fields(row, ...(names.length > 0 ? names : ["Id"])));
}

export const everyRow = () => true;

type Key = (row: Row) => string | number | null;

export interface Sort {
  by: Key;
  down?: boolean;
  nullsLast?: boolean;
}

/** Text sorts by its upper-case letters. */
export const up =
  (name: string): Key =>
  (row) =>
    none(row[name]) ? null : String(row[name]).toUpperCase();
export const value =
  (name: string): Key =>
  (row) =>
    row[name] ?? null;

function order(a: string | number | null, b: string | number | null, { down, nullsLast }: Sort): number {
  if (a === b) return 0;
  if (a === null) return nullsLast ? 1 : -1;
  if (b === null) return nullsLast ? -1 : 1;
  return (a < b ? -1 : 1) * (down ? -1 : 1);
}

/** Selects fields of rows in order. */
export function pickSorted(
  object: string,
  passes: (row: Row, data: Data) => boolean,
  sorts: Sort[],
  ...names: string[]
): Case[1] {
  return (data) =>
    sorted(
      data.rows(object).filter((row) => passes(row, data)),
      ...sorts,
    ).map((row) => fields(row, ...names));
}

/** Rows in order; ties by id. */
export function sorted(rows: readonly Row[], ...sorts: Sort[]): Row[] {
  const keys = [...sorts, { by: value("Id") }];
  return [...rows].sort((a, b) => {
    for (const sort of keys) {
      const result = order(sort.by(a), sort.by(b), sort);
      if (result !== 0) return result;
    }
    return 0;
  });
}

/** Rows by a key; keys of several parts are joined. */
export function grouped(rows: readonly Row[], key: (row: Row) => unknown): Map<unknown, Row[]> {
  const groups = new Map<unknown, Row[]>();
  for (const row of rows) {
    const found = groups.get(key(row));
    if (found) found.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** The numbers of a column that are not null. */
export function numbers(rows: readonly Row[], name: string): number[] {
  return rows.flatMap((row) => (none(row[name]) ? [] : [Number(row[name])]));
}

export function total(rows: readonly Row[], name: string): number | null {
  const found = numbers(rows, name);
  return found.length === 0 ? null : Math.round(found.reduce((sum, each) => sum + each, 0) * 100) / 100;
}

export function average(rows: readonly Row[], name: string): number | null {
  const found = numbers(rows, name);
  return found.length === 0 ? null : found.reduce((sum, each) => sum + each, 0) / found.length;
}

/** Moments when the clocks of Los Angeles change, and the hours that they are behind UTC from then on. */
const clocks = [
  [Date.UTC(2023, 10, 5, 9), 8],
  [Date.UTC(2024, 2, 10, 10), 7],
  [Date.UTC(2024, 10, 3, 9), 8],
  [Date.UTC(2025, 2, 9, 10), 7],
  [Date.UTC(2025, 10, 2, 9), 8],
  [Date.UTC(2026, 2, 8, 10), 7],
  [Date.UTC(2026, 10, 1, 9), 8],
] as const;

/** A moment on the clocks of the demo user. */
export function localTime(moment: unknown): Date {
  const hours = clocks.findLast(([from]) => Number(moment) >= from)?.[1] ?? 8;
  return new Date(Number(moment) - hours * 3_600_000);
}

/** The day of a date or, in the user's time zone, of a moment. */
export function dayOf(moment: string | number | null | undefined): string {
  if (typeof moment === "string" || none(moment)) return String(moment ?? "");
  return localTime(moment).toISOString().slice(0, 10);
}

/** Whether a date or moment is within these days, both included. */
export function within(moment: string | number | null | undefined, first: string, last: string): boolean {
  const day = dayOf(moment);
  return day !== "" && day >= first && day <= last;
}
