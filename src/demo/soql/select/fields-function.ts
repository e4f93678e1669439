import type { ApiError } from "../../errors.ts";
import { malformed } from "../errors.ts";
import type { Condition, FieldPath, Query, SelectFields } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";

const mostRows = 200;

/** How many ids a condition can be true for, as far as it is tests of the id joined by OR. */
function idTests(scope: Scope, condition: Condition): number {
  if (condition.kind === "or") return sum(condition.parts.map((part) => idTests(scope, part)));
  if (condition.kind === "and") return Math.min(...condition.parts.map((part) => idTests(scope, part)));
  const { kind } = condition;
  const testsId =
    ((kind === "compare" && condition.operator === "=") || (kind === "in" && !condition.negated)) &&
    condition.left.kind === "field" &&
    scope.resolve(condition.left).sql === scope.column("Id");
  if (!testsId) return Number.POSITIVE_INFINITY;
  return condition.kind === "in" ? condition.values.length : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function isBounded(scope: Scope, { limit, where }: Query): boolean {
  if (limit !== undefined && limit <= mostRows) return true;
  return where !== undefined && idTests(scope, where) <= mostRows;
}

function unlimited(): ApiError {
  return malformed(`The SOQL FIELDS function must have a LIMIT of at most ${mostRows}`);
}

/** FIELDS(ALL|STANDARD|CUSTOM) as the fields it stands for. Throws MALFORMED_QUERY when rows are not limited. */
export function expandFields(scope: Scope, { group, at }: SelectFields, query: Query): FieldPath[] {
  if (group !== "STANDARD" && !isBounded(scope, query)) throw unlimited();
  const wanted = scope.object.fields.filter(({ custom, name }) => {
    const own = custom || name.endsWith("__s");
    return group === "ALL" || own === (group === "CUSTOM");
  });
  if (wanted.length === 0 && query.items.length === 1)
    throw malformed("'FIELDS(...)' expansion function must result in at least one field being selected.");
  return wanted.map(({ name }) => ({ kind: "field", path: [name], at }));
}
