import type { Org } from "../handler.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/table.ts";
import type { OpenReference } from "./id-register.ts";

/** Counts by text, in the order in which they came first. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(key: string, by = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  entries(): [string, number][] {
    return [...this.#counts];
  }
}

/** Who stands in for a user or a profile that is not there: rows are not lost because their owner was not taken. */
const standIns = new Set(["OwnerId", "CreatedById", "LastModifiedById", "ProfileId"]);

/** What happened to references into nothing. */
export interface Mended {
  emptied: Tally;
  leftOut: Tally;
  given: Tally;
}

interface Removed {
  object: ObjectSchema;
  ids: string[];
}

/** Empties references into nothing; rows that cannot be without are left out, and what hangs on those is looked at. */
class Mending {
  readonly #org: Org;
  readonly #standIn: (field: FieldSchema) => string;
  readonly mended: Mended = { emptied: new Tally(), leftOut: new Tally(), given: new Tally() };

  constructor(org: Org, standIn: (field: FieldSchema) => string) {
    this.#org = org;
    this.#standIn = standIn;
  }

  #set({ object, field, id }: OpenReference, value: string | null): void {
    this.#org.store.update(object, id, { [field.name]: value });
  }

  /** Mends each, and returns the rows that had to go, by object. */
  round(open: readonly OpenReference[]): Removed[] {
    const removed = new Map<ObjectSchema, Set<string>>();
    for (const reference of open) {
      const { object, field, id } = reference;
      const name = `${object.name}.${field.name}`;
      if (standIns.has(field.name)) {
        this.#set(reference, this.#standIn(field));
        this.mended.given.add(name);
      } else if (field.nillable) {
        this.#set(reference, null);
        this.mended.emptied.add(name);
      } else {
        const gone = removed.get(object) ?? new Set<string>();
        removed.set(object, gone);
        if (gone.has(id)) continue;
        gone.add(id);
        this.#org.store.run(`DELETE FROM ${quoted(object.name)} WHERE "Id" = ?`, [id]);
        this.mended.leftOut.add(name);
      }
    }
    return [...removed].map(([object, ids]) => ({ object, ids: [...ids] }));
  }

  /** What pointed to rows that had to go. */
  orphans(removed: readonly Removed[]): OpenReference[] {
    const { store, schema } = this.#org;
    return removed.flatMap(({ object: target, ids }) => {
      store.run("DELETE FROM temp.removed");
      for (const id of ids) store.run("INSERT INTO temp.removed VALUES (?)", [id]);
      return schema.objects.flatMap((object) =>
        object.fields
          .filter(({ type, referenceTo }) => type === "reference" && referenceTo.includes(target.name))
          .flatMap((field) => {
            const sql = `SELECT "Id", ${quoted(field.name)} AS "to" FROM ${quoted(object.name)} WHERE ${quoted(field.name)} IN (SELECT id FROM temp.removed)`;
            return store
              .all(sql)
              .map((row) => ({ object, field, id: String(row["Id"]), to: String(row["to"]) }));
          }),
      );
    });
  }
}

/** Mends every reference into nothing; `standIn` says who owns what nobody owns. */
export function mendReferences(
  org: Org,
  open: readonly OpenReference[],
  standIn: (field: FieldSchema) => string,
): Mended {
  const mending = new Mending(org, standIn);
  let removed = mending.round(open);
  if (removed.length === 0) return mending.mended;
  org.store.run("CREATE TEMP TABLE removed (id TEXT PRIMARY KEY)");
  while (removed.length > 0) removed = mending.round(mending.orphans(removed));
  org.store.run("DROP TABLE temp.removed");
  return mending.mended;
}
