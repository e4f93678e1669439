import type { Org } from "../handler.ts";
import { newRow, putRow, takeIds, takeNumbers } from "../rows/new-row.ts";
import { propagate, sumAllProducts } from "../rows/propagate.ts";
import { demoUserId } from "../store/fixed-ids.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { ActivityPlan, type PlannedActivity } from "./activity-plan.ts";

/** A row by column; what is undefined is left to its default. */
export type Values = Record<string, SqlValue | undefined>;

export const dayMilliseconds = 86_400_000;

/** A row that waits for somebody to ask for its object, and how old it is. */
type Waiting = [values: Values, createdDaysAgo: number];

/** Plans rows with what the org's random numbers draw, and puts them in; one seeding. */
export class Seeder {
  readonly org: Org;
  readonly users: string[] = [];
  readonly #now: number;
  /** Midnight in UTC of the day that it is where the demo user lives: date literals go by that day. */
  readonly #today: number;
  readonly plan = new ActivityPlan();
  readonly #days = new Map<number, string>();
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(org: Org) {
    this.org = org;
    this.#now = org.now();
    // The Canadian way of writing a date is ISO's.
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: org.user.timeZone, dateStyle: "short" });
    this.#today = Date.parse(day.format(this.#now));
  }

  /**
   * Adds a row and returns its id; `createdDaysAgo` moves its audit dates back. It goes into its table when a statement
   * first names that: an org starts at once, and most of its objects are never asked for.
   */
  add(name: string, values: Values, createdDaysAgo = 0): string {
    const object = this.#object(name);
    const { Id = takeIds(this.org, object, 1)(0) } = values;
    const waiting = this.#waiting.get(name) ?? this.#newlyWaiting(name);
    waiting.push([{ ...takeNumbers(this.org, object), ...values, Id }, createdDaysAgo]);
    return String(Id);
  }

  #newlyWaiting(name: string): Waiting[] {
    const waiting: Waiting[] = [];
    this.#waiting.set(name, waiting);
    this.org.store.fillLater(name, () => {
      for (const [values, createdDaysAgo] of waiting) this.#put(name, values, createdDaysAgo);
      if (name === "Opportunity" || name === "OpportunityLineItem") sumAllProducts(this.org);
    });
    return waiting;
  }

  /** Adds many rows whose values too are made when somebody asks for them: `rowOf` draws no random numbers. */
  addLater(name: string, count: number, rowOf: (place: number) => Waiting): void {
    const idOf = takeIds(this.org, this.#object(name), count);
    this.org.store.fillLater(name, () => {
      for (let place = 0; place < count; place++) {
        const [values, createdDaysAgo] = rowOf(place);
        this.#put(name, { ...values, Id: idOf(place) }, createdDaysAgo);
      }
    });
  }

  /** Adds a row at once, with the rows that it brings along. */
  addNow(name: string, values: Values): string {
    const row = this.#put(name, values, 0);
    propagate(this.org, name, { row });
    return String(row["Id"]);
  }

  #put(name: string, values: Values, createdDaysAgo: number): StoredRow {
    const object = this.#object(name);
    const own = new Map<string, SqlValue>();
    for (const [key, value] of Object.entries(values)) if (value !== undefined) own.set(key, value);
    const row = newRow(this.org, object, demoUserId, own);
    const moment = this.moment(createdDaysAgo);
    for (const date of ["CreatedDate", "LastModifiedDate", "SystemModstamp"])
      if (date in row) row[date] = moment;
    putRow(this.org, object, row);
    return row;
  }

  #object(name: string): ObjectSchema {
    const object = this.org.schema.object(name);
    if (!object) throw new Error(`The seed names the object ${name}, which does not exist`);
    return object;
  }

  /** `YYYY-MM-DD` of a record's last activity, undefined without any. */
  lastActivity({ last }: PlannedActivity): string | undefined {
    return last === undefined ? undefined : this.day(last);
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

  /** A value that was not drawn, where one is drawn otherwise: what follows stays the same. */
  drawn<T>(value: T): T {
    this.org.random();
    return value;
  }

  /** So many days ago, in whole seconds. */
  moment(daysAgo: number): number {
    return Math.floor(this.#now / 1_000) * 1_000 - daysAgo * dayMilliseconds;
  }

  /** At this time of day in UTC on a day so many days from now, in whole seconds. */
  momentOn(offset: number): number {
    const time = Math.floor((this.#now % dayMilliseconds) / 1_000) * 1_000;
    return this.#today + offset * dayMilliseconds + time;
  }

  /** So many days from now, or the last day of this month where that is sooner. */
  dayThisMonth(offset: number): string {
    const today = new Date(this.#today);
    const last = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 0));
    const left = last.getUTCDate() - today.getUTCDate();
    return this.day(Math.min(offset, left));
  }

  /** `YYYY-MM-DD`, so many days from now. */
  day(offset: number): string {
    const known = this.#days.get(offset);
    if (known !== undefined) return known;
    const day = new Date(this.#today + offset * dayMilliseconds).toISOString().slice(0, 10);
    this.#days.set(offset, day);
    return day;
  }
}
