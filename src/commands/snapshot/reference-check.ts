import type { DescribeField } from "../../salesforce/rest/answers.ts";
import type { Counts } from "./folder.ts";
import type { TakenObject } from "./taken-object.ts";

/** Lookups in which a stand-in is put when the folder is loaded: the user who signs in, some profile. */
const replaceable = new Set(["OwnerId", "CreatedById", "LastModifiedById", "ProfileId"]);

/** Which records the snapshot holds, and which users and the like it is to hold. */
export class Taken {
  readonly ids = new Set<string>();
  /** Records of `supports` that rows refer to, by object. */
  readonly wanted = new Map<string, Set<string>>();
  /** Record types, which describes tell of when their rows are kept back. */
  readonly describedIds = new Set<string>();
  readonly #byPrefix: ReadonlyMap<string, string>;

  constructor(supports: readonly TakenObject[]) {
    this.#byPrefix = new Map(
      supports.flatMap(({ name, describe: { keyPrefix } }) =>
        keyPrefix ? [[keyPrefix, name] as const] : [],
      ),
    );
    for (const { name } of supports) this.wanted.set(name, new Set());
  }

  want(object: string, id: string): void {
    this.wanted.get(object)?.add(id);
  }

  /** Whether the folder holds, or will hold, the record that a reference points to. */
  holds(field: Pick<DescribeField, "referenceTo">, id: string): boolean {
    if (this.ids.has(id)) return true;
    const support = this.#byPrefix.get(id.slice(0, 3));
    if (support === undefined || !field.referenceTo.includes(support)) return this.describedIds.has(id);
    this.want(support, id);
    return true;
  }
}

function count(counts: Record<string, number>, field: string): void {
  counts[field] = (counts[field] ?? 0) + 1;
}

/** Empties references to records that are not taken; undefined for a row that cannot be without. */
export function checkedRow(
  { fields }: TakenObject,
  row: readonly string[],
  taken: Taken,
  counts: Counts,
): string[] | undefined {
  const cells = [...row];
  for (const [place, field] of fields.entries()) {
    const id = cells[place];
    if (field.type !== "reference" || !id || taken.holds(field, id)) continue;
    if (!field.nillable && !replaceable.has(field.name)) {
      count(counts.leftOut, field.name);
      return undefined;
    }
    cells[place] = "";
    count(counts.emptied, field.name);
  }
  counts.rows++;
  return cells;
}
