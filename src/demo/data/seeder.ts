import type { Org } from "../handler.ts";
import { newRow, putRow } from "../rows/new-row.ts";
import { propagate } from "../rows/rules.ts";
import { demoUserId } from "../store/fixed-ids.ts";
import type { SqlValue } from "../store/store.ts";

/** A row by column; what is undefined is left to its default. */
export type Values = Record<string, SqlValue | undefined>;

export const dayMilliseconds = 86_400_000;

/** Puts rows in and draws from the org's random numbers; one seeding. */
export class Seeder {
  readonly org: Org;
  readonly users: string[] = [];
  readonly #now: number;
  readonly #days = new Map<number, string>();

  constructor(org: Org) {
    this.org = org;
    this.#now = org.now();
  }

  /** Adds a row and returns its id; `createdDaysAgo` moves its audit dates back. */
  add(name: string, values: Values, createdDaysAgo = 0): string {
    const object = this.org.schema.object(name);
    if (!object) throw new Error(`The seed names the object ${name}, which does not exist`);
    const own = new Map<string, SqlValue>();
    for (const [key, value] of Object.entries(values)) if (value !== undefined) own.set(key, value);
    const row = newRow(this.org, object, demoUserId, own);
    const moment = Number(row["CreatedDate"] ?? 0) - createdDaysAgo * dayMilliseconds;
    for (const date of ["CreatedDate", "LastModifiedDate", "SystemModstamp"])
      if (date in row) row[date] = moment;
    putRow(this.org, object, row);
    propagate(this.org, name, row);
    return String(row["Id"]);
  }

  below(limit: number): number {
    return Math.floor(this.org.random() * limit);
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  }

  /** Null in a good part of the rows, as real data is. */
  maybe<T>(value: T, share = 0.6): T | undefined {
    return this.org.random() < share ? value : undefined;
  }

  /** `YYYY-MM-DD`, so many days from now. */
  day(offset: number): string {
    const known = this.#days.get(offset);
    if (known !== undefined) return known;
    const day = new Date(this.#now + offset * dayMilliseconds).toISOString().slice(0, 10);
    this.#days.set(offset, day);
    return day;
  }
}
