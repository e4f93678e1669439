import type { OrderItem } from "../parse/tree.ts";
import { picklistPlace } from "../scope/picklist-order.ts";
import type { Scope } from "../scope/scope.ts";
import { isText, type Typed } from "../scope/typed.ts";

/** The SQL expressions that a value is sorted by: picklists in their own order, text by its upper-case letters. */
export function sortKeys({ sql, type, resolved }: Typed): string[] {
  if (type === "picklist" && resolved) return [picklistPlace(sql, resolved), `sort_key(${sql})`];
  return [isText(type) ? `sort_key(${sql})` : sql];
}

/** Throws MALFORMED_QUERY for a field that a describe calls not sortable. */
export function checkSortable(scope: Scope, { expression }: OrderItem, { field }: Typed): void {
  if (field && !field.sortable)
    throw scope.compilation.error(
      expression.at,
      "MALFORMED_QUERY",
      `field '${field.name}' can not be sorted in a query call`,
    );
}

/** `ASC NULLS FIRST` and the like. Nulls come first in both directions; a lookup's always do. */
export function direction({ descending, nullsLast }: OrderItem, { type }: Typed): string {
  const last = nullsLast && type !== "reference";
  return `${descending ? "DESC" : "ASC"} NULLS ${last ? "LAST" : "FIRST"}`;
}
