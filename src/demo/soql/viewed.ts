import { quoted } from "../store/sqlite.ts";
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
  const sets = [...new Set(dates)].map((name) => `${quoted(name)} = ?1`).join(", ");
  for (const id of ids) store.run(`UPDATE ${quoted(object.name)} SET ${sets} WHERE "Id" = ?2`, [moment, id]);
}
