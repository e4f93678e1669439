import type { Query } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import { joined } from "./comparison.ts";
import { checkFilteredBy, scopeFilter } from "./using-scope.ts";
import { alive, where } from "./where.ts";

/** Which rows a query takes, as SQL: its WHERE, its scope, and no deleted ones unless all are asked for. */
export function filterSql(scope: Scope, query: Query, more: readonly string[] = []): string {
  checkFilteredBy(scope, query);
  const conditions = [
    ...more,
    ...(query.where ? [where(scope, query.where)] : []),
    ...alive(scope),
    ...scopeFilter(scope, query),
  ];
  return conditions.length === 0 ? "" : ` WHERE ${joined(conditions, "AND")}`;
}

export function limitSql({ limit, offset }: Query): string {
  if (limit === undefined && offset === undefined) return "";
  return ` LIMIT ${limit ?? -1} OFFSET ${offset ?? 0}`;
}
