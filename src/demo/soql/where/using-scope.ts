import { ApiError } from "../../errors.ts";
import { scopesOf } from "../../store/object-abilities.ts";
import { malformed } from "../errors.ts";
import type { Query } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";

type Filter = (scope: Scope, me: () => string) => string;

const everything: Filter = () => "1";

/** Nobody in the demo org belongs to an account, case or opportunity team. */
const nothing: Filter = () => "0";

function ownedBy(prefix: string): Filter {
  return (scope) => `substr(${scope.column("OwnerId")}, 1, 3) = '${prefix}'`;
}

const filters: Record<string, Filter> = {
  everything,
  scopingrule: everything,
  mine: (scope, me) => `${scope.column("OwnerId")} = ${me()}`,
  delegated: (scope, me) =>
    `(${scope.column("CreatedById")} = ${me()} AND ${scope.column("OwnerId")} <> ${me()})`,
  user_owned: ownedBy("005"),
  queue_owned: ownedBy("00G"),
  team: nothing,
  genericteam: nothing,
  team_by_role: nothing,
};

/** What USING SCOPE leaves, as SQL. Throws INVALID_QUERY_SCOPE for one that a describe does not list. */
export function scopeFilter(scope: Scope, { scope: wanted }: Query): string[] {
  if (!wanted) return [];
  const name = wanted.name.toLowerCase();
  const known = scopesOf(scope.object).some((each) => each.name.toLowerCase() === name);
  const filter = filters[name];
  if (!known || !filter)
    throw new ApiError(
      400,
      "INVALID_QUERY_SCOPE",
      `The scope '${wanted.name}' is not supported for the entity '${scope.object.name}'`,
    );
  return [filter(scope, () => scope.compilation.parameter(scope.compilation.options.userId))];
}

/** Refuses WITH DATA CATEGORY and its kin: the objects that take them are not in the org. */
export function checkFilteredBy({ object }: Scope, { filteredBy }: Query): void {
  if (!filteredBy) return;
  const clause = filteredBy.name.toUpperCase() === "DATA" ? "DATA CATEGORY" : filteredBy.name;
  throw malformed(`WITH ${clause} is not supported for the entity '${object.name}'`);
}
