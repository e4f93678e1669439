import fc from "fast-check";
import type { Schema } from "../../../../src/demo/store/schema.ts";
import type { Data } from "./plain-data.ts";
import { conditions } from "./random-conditions.ts";
import type { Condition, SortItem } from "./random-evaluation.ts";
import { type Field, fieldsOf, objects } from "./random-fields.ts";

export interface RecordStatement extends fc.WithToStringMethod {
  soql: string;
  object: string;
  fields: Field[];
  where: Condition | null;
  order: SortItem[];
  limit: number | null;
  offset: number | null;
}

export interface Aggregate {
  name: "COUNT" | "COUNT_DISTINCT" | "SUM" | "AVG" | "MIN" | "MAX";
  field: Field;
}

export interface GroupStatement extends fc.WithToStringMethod {
  soql: string;
  object: string;
  grouping: "plain" | "ROLLUP" | "CUBE";
  groups: Field[];
  aggregates: Aggregate[];
  where: Condition | null;
  /** `HAVING COUNT(Id) >= n`. */
  having: number | null;
  order: { aggregate: number; down: boolean } | null;
  limit: number | null;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

function orderSql(order: readonly SortItem[]): string {
  const items = order.map(
    ({ field, down, nullsLast }) => `${field.path}${down ? " DESC" : ""}${nullsLast ? " NULLS LAST" : ""}`,
  );
  return items.length > 0 ? ` ORDER BY ${items.join(", ")}` : "";
}

const clause = (word: string, text: string | number | null | undefined) =>
  text === null || text === undefined ? "" : ` ${word} ${text}`;

/** SELECT with fields of the object and its parents, and every clause now and then. */
export function recordStatements(schema: Schema, data: Data): fc.Arbitrary<RecordStatement> {
  return fc.constantFrom(...objects).chain((object) => {
    const { own, parents } = fieldsOf(schema, object);
    const field = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...own) },
      { weight: 1, arbitrary: fc.constantFrom(...parents) },
    );
    const sortable = fc.constantFrom(...[...own, ...parents].filter(({ facts }) => facts.sortable));
    return fc
      .record({
        fields: fc.uniqueArray(field, { minLength: 1, maxLength: 5, selector: ({ path }) => path }),
        where: maybe(
          field.chain((first) => conditions([first, ...own, ...parents.slice(0, 40)], object, data)),
        ),
        order: fc.uniqueArray(fc.record({ field: sortable, down: fc.boolean(), nullsLast: fc.boolean() }), {
          maxLength: 3,
          selector: (item) => item.field.path,
        }),
        limit: maybe(fc.nat(60)),
        offset: maybe(fc.nat(30)),
      })
      .map((parts) => {
        const paths = parts.fields.map(({ path }) => path).join(", ");
        const soql = `SELECT ${paths} FROM ${object}${clause("WHERE", parts.where?.soql)}${orderSql(parts.order)}${clause("LIMIT", parts.limit)}${clause("OFFSET", parts.offset)}`;
        return { ...parts, object, soql, [fc.toStringMethod]: () => soql };
      });
  });
}

const summed = new Set(["number"]);

function aggregates(fields: readonly Field[]): fc.Arbitrary<Aggregate> {
  const usable = fields.filter(({ facts }) => facts.aggregatable && facts.sortable);
  return fc.constantFrom(...usable).chain((field) => {
    const names: Aggregate["name"][] = summed.has(field.kind)
      ? ["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"]
      : ["COUNT", "COUNT_DISTINCT", "MIN", "MAX"];
    return fc.constantFrom(...names).map((name) => ({ name, field }));
  });
}

function groupSql({ grouping, groups }: Pick<GroupStatement, "grouping" | "groups">): string {
  const paths = groups.map(({ path }) => path).join(", ");
  return ` GROUP BY ${grouping === "plain" ? paths : `${grouping}(${paths})`}`;
}

/** Groups of up to three fields with their figures, plain or with subtotals. */
export function groupStatements(schema: Schema, data: Data): fc.Arbitrary<GroupStatement> {
  return fc.constantFrom(...objects).chain((object) => {
    const { own, parents } = fieldsOf(schema, object);
    const all = [...own, ...parents];
    const groupable = fc.constantFrom(...all.filter(({ facts }) => facts.groupable && facts.sortable));
    return fc
      .record({
        grouping: fc.constantFrom("plain" as const, "plain" as const, "ROLLUP" as const, "CUBE" as const),
        groups: fc.uniqueArray(groupable, { minLength: 1, maxLength: 3, selector: ({ path }) => path }),
        aggregates: fc.array(aggregates(all), { minLength: 1, maxLength: 4 }),
        where: maybe(conditions(own, object, data, 1)),
        having: maybe(fc.integer({ min: 1, max: 4 })),
        order: maybe(fc.record({ aggregate: fc.nat(3), down: fc.boolean() })),
        limit: maybe(fc.nat(20)),
      })
      .map((parts) => withText(object, parts));
  });
}

type Parts = Omit<GroupStatement, "soql" | "object" | typeof fc.toStringMethod>;

function withText(object: string, parts: Parts): GroupStatement {
  const grouped = new Set(parts.groups.map(({ path }) => path));
  // A grouped field is not aggregated, and a limit needs an order to mean one thing.
  const figures = parts.aggregates.filter(({ field }) => !grouped.has(field.path));
  const figure = parts.order && figures[parts.order.aggregate];
  const sorted = figure && parts.grouping === "plain" ? parts.order : null;
  const limit = sorted ? parts.limit : null;
  const items = [
    ...parts.groups.map(({ path }, index) => `${path} g${index}`),
    ...figures.map(({ name, field }, index) => `${name}(${field.path}) a${index}`),
  ];
  const order =
    sorted && figure ? [`${figure.name}(${figure.field.path})${sorted.down ? " DESC" : ""}`, ...grouped] : [];
  const having = parts.having === null ? null : `COUNT(Id) >= ${parts.having}`;
  const countsId = !grouped.has("Id");
  const soql = `SELECT ${items.join(", ")} FROM ${object}${clause("WHERE", parts.where?.soql)}${groupSql(parts)}${countsId ? clause("HAVING", having) : ""}${order.length > 0 ? ` ORDER BY ${order.join(", ")}` : ""}${clause("LIMIT", limit)}`;
  return {
    ...parts,
    object,
    soql,
    aggregates: figures,
    order: sorted,
    limit,
    having: countsId ? parts.having : null,
    [fc.toStringMethod]: () => soql,
  };
}
