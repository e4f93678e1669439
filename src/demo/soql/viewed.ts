import type { Query } from "./parse/tree.ts";
import type { Scope } from "./scope/scope.ts";

/** FOR VIEW and FOR REFERENCE note when the rows were looked at; the audit fields stay as they are. */
export function noteViews({ compilation, object }: Scope, { purposes }: Query, ids: readonly string[]): void {
  const { store, now } = compilation.org;
  const dates = [
    ...(purposes.includes("VIEW") ? ["LastViewedDate", "LastReferencedDate"] : []),
    ...(purposes.includes("REFERENCE") ? ["LastReferencedDate"] : []),
  ].filter((name) => object.field(name));
  if (dates.length === 0) return;
  const moment = Math.floor(now() / 1_000) * 1_000;
  const values = Object.fromEntries(dates.map((name) => [name, moment]));
  for (const id of ids) store.update(object, id, values);
}
