import fc from "fast-check";
import type { Data } from "./plain-data.ts";
import { type Condition, type Literal, type Operator, operators, type Value } from "./random-evaluation.ts";
import type { Field } from "./random-fields.ts";

const strange = ["", "x", "É", "O'Neil", "back\\slash", "100%", "a_b", "two\nlines", "ß", "ZZZ", "-1"];

const sampled = new Map<string, (string | number)[]>();

/** Values that rows have, so that conditions are met now and then. */
function samples(field: Field, object: string, data: Data): (string | number)[] {
  const key = `${object}.${field.path}`;
  const known = sampled.get(key);
  if (known) return known;
  const found = data.rows(object).flatMap((row) => field.value(row, data) ?? []);
  const some = [...new Set(found)].slice(0, 60);
  sampled.set(key, some);
  return some;
}

function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n");
  return `'${escaped}'`;
}

function literalOf(field: Field, value: string | number): string {
  if (field.kind === "boolean") return value === 1 ? "true" : "FALSE";
  if (field.kind === "moment") return new Date(Number(value)).toISOString();
  return typeof value === "string" && field.kind !== "date" ? quoted(value) : String(value);
}

const others: Record<Field["kind"], (string | number)[]> = {
  text: strange,
  number: [0, -1, 1, 2.5, 1e6, 12_345.67],
  boolean: [0, 1],
  date: ["2026-11-24", "2025-01-01", "2027-12-31"],
  moment: [Date.UTC(2026, 10, 24, 9), Date.UTC(2025, 5, 1)],
  id: ["005DE0000000001YAA", "001000000000000AAA"],
  multi: ["EMEA", "APAC;EMEA", "amer"],
};

function values(field: Field, object: string, data: Data): fc.Arbitrary<Value> {
  const known = [...samples(field, object, data), ...others[field.kind]];
  const some = fc
    .constantFrom(...known)
    .map((value): Value => ({ soql: literalOf(field, value), value: value === "" ? null : value }));
  return fc.oneof(
    { weight: 6, arbitrary: some },
    { weight: 1, arbitrary: fc.constant({ soql: "null", value: null }) },
  );
}

const units = ["DAYS", "WEEKS", "MONTHS", "QUARTERS", "YEARS", "FISCAL_QUARTERS", "FISCAL_YEARS"] as const;

/** A date literal: the unit, and the first and the last period counted from the one of today. */
const literals: fc.Arbitrary<Literal> = fc.oneof(
  fc.constantFrom<Literal>(
    { soql: "TODAY", unit: "DAYS", first: 0, last: 0 },
    { soql: "yesterday", unit: "DAYS", first: -1, last: -1 },
    { soql: "TOMORROW", unit: "DAYS", first: 1, last: 1 },
    { soql: "LAST_90_DAYS", unit: "DAYS", first: -90, last: 0 },
    { soql: "NEXT_90_DAYS", unit: "DAYS", first: 1, last: 90 },
  ),
  fc
    .tuple(
      fc.constantFrom(["LAST", -1], ["THIS", 0], ["NEXT", 1] as const),
      fc.constantFrom(...units.slice(1)),
    )
    .map(([[word, at], unit]): Literal => {
      return { soql: `${word}_${unit.slice(0, -1)}`, unit, first: Number(at), last: Number(at) };
    }),
  fc.tuple(fc.nat(300), fc.constantFrom(...units)).map(([n, unit]): Literal => {
    return { soql: `LAST_N_${unit}:${n}`, unit, first: -n, last: unit === "DAYS" ? 0 : -1 };
  }),
  fc.tuple(fc.nat(300), fc.constantFrom(...units)).map(([n, unit]): Literal => {
    return { soql: `NEXT_N_${unit}:${n}`, unit, first: 1, last: n };
  }),
  fc.tuple(fc.nat(300), fc.constantFrom(...units)).map(([n, unit]): Literal => {
    return { soql: `N_${unit}_AGO:${n}`, unit, first: -n, last: -n };
  }),
);

/** The pieces of a LIKE pattern: text, or a wildcard. */
function patterns(field: Field, object: string, data: Data): fc.Arbitrary<string[]> {
  const texts = [...samples(field, object, data).map(String), ...strange].filter((text) => text !== "");
  const piece = fc
    .tuple(fc.constantFrom(...texts), fc.nat(12), fc.nat(6))
    .map(([text, from, length]) => [...text].slice(from, from + length).join(""));
  return fc.array(
    fc.oneof(
      piece,
      fc.constantFrom("%", "_").map((wildcard) => `*${wildcard}`),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
}

function patternSql(pieces: readonly string[]): string {
  const texts = pieces.map((piece) =>
    /^\*[%_]$/.test(piece) ? piece.slice(1) : quoted(piece).slice(1, -1).replaceAll(/[%_]/g, "\\$&"),
  );
  return `'${texts.join("")}'`;
}

function ordered(field: Field): readonly Operator[] {
  return field.kind === "boolean" || field.kind === "multi" ? ["=", "!=", "<>"] : operators;
}

/** Conditions on one field. */
function leaves(field: Field, object: string, data: Data): fc.Arbitrary<Condition> {
  const value = values(field, object, data);
  const compare = fc.tuple(fc.constantFrom(...ordered(field)), value).map(([operator, right]): Condition => {
    // Nothing is more or less than null.
    const fit = right.value === null && !["=", "!=", "<>"].includes(operator) ? "=" : operator;
    return { kind: "compare", field, operator: fit, right, soql: `${field.path} ${fit} ${right.soql}` };
  });
  const list = fc
    .tuple(fc.boolean(), fc.array(value, { minLength: 1, maxLength: 4 }))
    .map(([negated, right]): Condition => {
      const text = right.map(({ soql }) => soql).join(", ");
      return {
        kind: "in",
        field,
        negated,
        right,
        soql: `${field.path} ${negated ? "NOT IN" : "IN"} (${text})`,
      };
    });
  const all = [compare, list];
  if (field.kind === "text")
    all.push(
      patterns(field, object, data).map((pieces): Condition => {
        return { kind: "like", field, pieces, soql: `${field.path} LIKE ${patternSql(pieces)}` };
      }),
    );
  if (field.kind === "date" || field.kind === "moment")
    all.push(
      fc.tuple(fc.constantFrom(...operators), literals).map(([operator, literal]): Condition => {
        return {
          kind: "literal",
          field,
          operator,
          literal,
          soql: `${field.path} ${operator} ${literal.soql}`,
        };
      }),
    );
  if (field.kind === "multi") all.push(includes(field));
  return fc.oneof(...all);
}

function includes(field: Field): fc.Arbitrary<Condition> {
  const choices = field.facts.picklistValues.map(({ value }) => value);
  const set = fc.uniqueArray(fc.constantFrom(...choices), { minLength: 1, maxLength: 2 });
  return fc
    .tuple(fc.boolean(), fc.array(set, { minLength: 1, maxLength: 3 }))
    .map(([negated, sets]): Condition => {
      const text = sets.map((each) => quoted(each.join(";"))).join(", ");
      return {
        kind: "includes",
        field,
        negated,
        sets,
        soql: `${field.path} ${negated ? "EXCLUDES" : "INCLUDES"} (${text})`,
      };
    });
}

function inner(condition: Condition): string {
  return "parts" in condition || condition.kind === "not" ? `(${condition.soql})` : condition.soql;
}

/** Conditions joined by AND and OR in parentheses, and turned round by NOT, some levels deep. */
export function conditions(
  fields: readonly Field[],
  object: string,
  data: Data,
  depth = 3,
): fc.Arbitrary<Condition> {
  const leaf = fc
    .constantFrom(...fields.filter(({ facts }) => facts.filterable))
    .chain((field) => leaves(field, object, data));
  if (depth === 0) return leaf;
  const deeper = conditions(fields, object, data, depth - 1);
  const joint = fc.tuple(
    fc.constantFrom("and" as const, "or" as const),
    fc.array(deeper, { minLength: 2, maxLength: 3 }),
  );
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: joint.map(([kind, parts]): Condition => {
        return { kind, parts, soql: parts.map(inner).join(` ${kind.toUpperCase()} `) };
      }),
    },
    {
      weight: 1,
      arbitrary: deeper.map((part): Condition => ({ kind: "not", part, soql: `NOT ${inner(part)}` })),
    },
  );
}
