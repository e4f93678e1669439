import { malformed } from "../errors.ts";
import { aggregateNames } from "../functions/aggregate-functions.ts";
import { displayNames } from "../functions/display-functions.ts";
import { typed } from "../functions/functions.ts";
import type { Expression, Grouping } from "../parse/tree.ts";
import type { Scope } from "../scope/scope.ts";
import type { Place, Typed } from "../scope/typed.ts";
import { isAggregateCall } from "./rules.ts";

const complaints: Partial<Record<Place, string>> = { order: "Ordered field must be grouped or aggregated" };

function writtenName(expression: Expression): string {
  if (expression.kind === "field") return expression.path.join(".");
  if (expression.kind === "constant") return String(expression.value);
  return `${expression.name}(${expression.args.map(writtenName).join(", ")})`;
}

/** What a query groups by, and the values that may be asked of its groups. */
export class Groups {
  readonly values: readonly Typed[];
  readonly #scope: Scope;
  readonly #kind: Grouping["kind"];

  constructor(scope: Scope, grouping: Grouping | undefined) {
    this.#scope = scope;
    this.#kind = grouping?.kind ?? "plain";
    this.values = (grouping?.expressions ?? []).map((expression) => this.#groupable(expression));
    const twice = this.values.findIndex(
      ({ sql }, index) => this.values.findIndex((value) => value.sql === sql) !== index,
    );
    const again = grouping?.expressions[twice];
    if (again) throw malformed(`duplicate grouping expression: ${writtenName(again)}`);
  }

  #groupable(expression: Expression): Typed {
    const value = typed(this.#scope, expression, "group");
    if (value.field && !value.field.groupable)
      throw this.#scope.compilation.error(
        expression.at,
        "MALFORMED_QUERY",
        `field '${value.field.name}' can not be grouped in a query call`,
      );
    return value;
  }

  /** The sets of groups to answer, as indexes: all of them, and for ROLLUP and CUBE their subtotals. */
  sets(): number[][] {
    const all = this.values.map((_, index) => index);
    if (this.#kind === "rollup") return [...all.map((_, cut) => all.slice(0, all.length - cut)), []];
    if (this.#kind === "plain") return [all];
    return Array.from({ length: 2 ** all.length }, (_, mask) =>
      all.filter((index) => !(mask & (1 << index))),
    );
  }

  /** An expression's value in one of the sets; what a subtotal is over is null. Throws MALFORMED_QUERY. */
  compile(expression: Expression, place: Place, set: readonly number[]): Typed {
    if (expression.kind === "call" && expression.name === "GROUPING")
      return this.#grouping(expression.args, set);
    if (isAggregateCall(expression)) return this.#aggregate(expression, place);
    const value = typed(this.#scope, expression, place);
    const index = this.#indexOf(expression, value, place);
    if (index === -1)
      throw malformed(
        `${complaints[place] ?? "Field must be grouped or aggregated"}: ${writtenName(expression)}`,
      );
    return set.includes(index) ? value : { ...value, sql: "NULL" };
  }

  #indexOf(expression: Expression, value: Typed, place: Place): number {
    const index = this.values.findIndex(({ sql }) => sql === value.sql);
    const [argument] = expression.kind === "call" ? expression.args : [];
    if (index !== -1 || expression.kind !== "call" || !argument) return index;
    // toLabel(Status) goes with GROUP BY Status, and CALENDAR_YEAR(CloseDate) with GROUP BY CloseDate.
    const inner = typed(this.#scope, argument, place, expression);
    if (!displayNames.has(expression.name) && inner.type !== "date") return -1;
    return this.values.findIndex(({ sql }) => sql === inner.sql);
  }

  #grouping([field]: readonly Expression[], set: readonly number[]): Typed {
    const sql = field && typed(this.#scope, field, "select").sql;
    const index = this.values.findIndex((value) => value.sql === sql);
    if (index === -1 || this.#kind === "plain")
      throw malformed("GROUPING takes a field of GROUP BY ROLLUP or GROUP BY CUBE");
    return { sql: set.includes(index) ? "0" : "1", type: "int", aggregate: true };
  }

  #aggregate(expression: Expression, place: Place): Typed {
    const [argument] = expression.kind === "call" ? expression.args : [];
    if (this.#kind === "plain" && argument?.kind === "field" && isPlainAggregate(expression)) {
      const { sql } = typed(this.#scope, argument, place);
      if (this.values.some((value) => value.sql === sql))
        throw malformed(`Grouped field should not be aggregated: ${writtenName(argument)}`);
    }
    return typed(this.#scope, expression, place);
  }
}

function isPlainAggregate(expression: Expression): boolean {
  return expression.kind === "call" && aggregateNames.has(expression.name);
}
