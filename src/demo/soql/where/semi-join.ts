import { ApiError } from "../../errors.ts";
import { malformed } from "../errors.ts";
import type { Condition, Expression, InQuery } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import { idTypes, type Typed } from "../scope/typed.ts";

const mostJoins = 2;

/** Objects that Salesforce does not search for a semi-join. */
const unsupported: ReadonlySet<string> = new Set(["task", "event", "note", "attachment"]);

function joinsIn(condition: Condition): InQuery[] {
  if (condition.kind === "inQuery") return [condition];
  if (condition.kind === "not") return joinsIn(condition.part);
  return condition.kind === "and" || condition.kind === "or" ? condition.parts.flatMap(joinsIn) : [];
}

/**
 * Semi- and anti-joins stand at the top of a WHERE, alone or joined by AND, and at most two of them; nowhere
 * within each other or in HAVING. Throws MALFORMED_QUERY or EXCEEDED_MAX_SEMIJOIN_SUBSELECTS.
 */
export function checkSemiJoins(condition: Condition | undefined): void {
  const joins = condition ? joinsIn(condition) : [];
  if (joins.length === 0 || !condition) return;
  const top = condition.kind === "and" || condition.kind === "or" ? condition.parts : [condition];
  if (joins.some((join) => !top.includes(join)))
    throw malformed(
      "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.",
    );
  if (condition.kind === "or")
    throw malformed("Semi join sub-selects are not allowed with the 'OR' operator");
  if (joins.some(({ query }) => query.where && joinsIn(query.where).length > 0))
    throw malformed("Nesting of semi join sub-selects is not supported");
  if (joins.length > mostJoins)
    throw new ApiError(
      400,
      "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS",
      `Maximum ${mostJoins} semi join sub-selects are allowed`,
    );
}

/** HAVING takes no semi-join. Throws MALFORMED_QUERY. */
export function refuseSemiJoins(condition: Condition): void {
  if (joinsIn(condition).length > 0)
    throw malformed("Semi join sub-selects are only allowed in the WHERE clause");
}

function written(expression: Expression): string {
  if (expression.kind === "field") return expression.path.join(".");
  return expression.kind === "call" ? expression.name : String(expression.value);
}

/** The objects that an id field may hold an id of. */
function targetsOf({ field, resolved, type }: Typed): readonly string[] {
  return type === "id" && resolved ? [resolved.object.name] : (field?.referenceTo ?? []);
}

/** Throws MALFORMED_QUERY when what stands left of IN is not an id field of the object itself. */
export function checkLeft(scope: Scope, { left, at }: InQuery, { resolved, type }: Typed): void {
  const refuse = (message: string) => scope.compilation.error(left.at, "MALFORMED_QUERY", message);
  if (!resolved || !idTypes.has(type))
    throw refuse(
      `The left operand field in the where expression for outer query should be an id field, cannot use: '${written(left)}'`,
    );
  if (resolved.parents.length > 0)
    throw scope.compilation.error(
      at,
      "MALFORMED_QUERY",
      `The left operand field in the where expression cannot use relationships: '${written(left)}'`,
    );
}

/** Throws MALFORMED_QUERY when the inner query does not select ids that the left field may hold. */
export function checkInner(outer: Scope, inner: Scope, join: InQuery, left: Typed, selected: Typed): void {
  const [item] = join.query.items;
  const expression = item?.kind === "item" ? item.expression : undefined;
  const name = expression ? written(expression) : "";
  if (!selected.resolved || !idTypes.has(selected.type))
    throw malformed(`Semi join sub-selects can only query id fields, cannot use: '${name}'`);
  if (selected.resolved.parents.length > 0)
    throw malformed(`The inner select field '${name}' cannot have more than one level of relationships`);
  if (unsupported.has(inner.object.name.toLowerCase()))
    throw malformed(`Entity '${inner.object.name}' is not supported for semi join inner selects`);
  if (inner.object.name === outer.object.name)
    throw malformed("The inner and outer selects should not be on the same object type");
  const targets = targetsOf(left);
  if (!targetsOf(selected).some((target) => targets.includes(target)))
    throw outer.compilation.error(
      join.left.at,
      "MALFORMED_QUERY",
      `The selected field '${name}' in the subquery and the left operand field in the where expression in the outer query '${written(join.left)}' should point to the same object type`,
    );
}
