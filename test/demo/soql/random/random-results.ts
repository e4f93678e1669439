import { none } from "./evaluate.ts";
import type { Data, Plain, Row } from "./plain-data.ts";
import { compareBy, meets, sortPlace } from "./random-evaluation.ts";
import type { Field } from "./random-fields.ts";
import type { Aggregate, GroupStatement, RecordStatement } from "./random-statements.ts";

type Scalar = string | number | null;

function asJson({ kind }: Pick<Field, "kind">, value: Scalar): unknown {
  if (kind === "boolean") return value === 1;
  if (kind === "moment" && value !== null) return new Date(Number(value)).toISOString().replace("Z", "+0000");
  return value;
}

const byId = (a: Row, b: Row) => (String(a["Id"]) < String(b["Id"]) ? -1 : 1);

function record(fields: readonly Field[], row: Row, data: Data): Plain {
  const result: Plain = {};
  for (const field of fields) {
    const [first = "", second] = field.path.split(".");
    if (second === undefined) result[first] = asJson(field, field.value(row, data));
    else if (isThere(field, row, data))
      result[first] = {
        ...(result[first] as Plain | undefined),
        [second]: asJson(field, field.value(row, data)),
      };
    else result[first] = null;
  }
  return result;
}

function isThere(field: Field, row: Row, data: Data): boolean {
  return field.parentOf?.(row, data) !== undefined;
}

/** What a statement about records answers. */
export function recordResult(
  { object, fields, where, order, limit, offset }: RecordStatement,
  data: Data,
): Plain[] {
  const rows = data
    .rows(object)
    .filter((row) => where === null || meets(where, row, data))
    .sort((a, b) => {
      for (const item of order) {
        const result = compareBy(item, item.field.value(a, data), item.field.value(b, data));
        if (result !== 0) return result;
      }
      return byId(a, b);
    });
  const from = offset ?? 0;
  return rows.slice(from, limit === null ? undefined : from + limit).map((row) => record(fields, row, data));
}

function smallest(field: Field, values: readonly Scalar[], direction: 1 | -1): Scalar {
  const item = { field, down: direction === -1, nullsLast: false };
  const tie = (a: Scalar, b: Scalar) => (a === b ? 0 : ((a ?? "") < (b ?? "") ? -1 : 1) * direction);
  return [...values].sort((a, b) => compareBy(item, a, b) || tie(a, b))[0] ?? null;
}

function figure({ name, field }: Aggregate, rows: readonly Row[], data: Data): unknown {
  const values = rows.map((row) => field.value(row, data)).filter((value) => !none(value));
  if (name === "COUNT") return values.length;
  if (name === "COUNT_DISTINCT") return new Set(values).size;
  if (name === "MIN" || name === "MAX")
    return asJson(field, smallest(field, values, name === "MIN" ? 1 : -1));
  if (values.length === 0) return null;
  const sum = values.reduce<number>((total, value) => total + Number(value), 0);
  return name === "SUM" ? sum : sum / values.length;
}

function sets(grouping: GroupStatement["grouping"], count: number): number[][] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (grouping === "plain") return [all];
  if (grouping === "ROLLUP") return [...all.map((_, cut) => all.slice(0, count - cut)), []];
  return Array.from({ length: 2 ** count }, (_, mask) => all.filter((index) => mask & (1 << index)));
}

interface Line {
  keys: Scalar[];
  shown: Plain;
}

function lines(statement: GroupStatement, rows: readonly Row[], set: readonly number[], data: Data): Line[] {
  const found = new Map<string, { keys: Scalar[]; rows: Row[] }>();
  for (const row of rows) {
    const keys = statement.groups.map((field, index) =>
      set.includes(index) ? keyOf(field, row, data) : null,
    );
    const group = found.get(JSON.stringify(keys));
    if (group) group.rows.push(row);
    else found.set(JSON.stringify(keys), { keys, rows: [row] });
  }
  return [...found.values()]
    .filter((group) => group.rows.length >= (statement.having ?? 0))
    .map(({ keys, rows: members }) => ({ keys, shown: shownLine(statement, keys, members, set, data) }));
}

function keyOf(field: Field, row: Row, data: Data): Scalar {
  const value = field.value(row, data);
  return field.kind === "boolean" ? (value ?? 0) : value;
}

function shownLine(
  statement: GroupStatement,
  keys: Scalar[],
  rows: Row[],
  set: readonly number[],
  data: Data,
): Plain {
  const groups = statement.groups.map((field, index) => [
    `g${index}`,
    set.includes(index) ? asJson(field, keys[index] ?? null) : null,
  ]);
  const figures = statement.aggregates.map((each, index) => [`a${index}`, figure(each, rows, data)]);
  return Object.fromEntries([...groups, ...figures]);
}

/** What a statement about groups answers. */
export function groupResult(statement: GroupStatement, data: Data): Plain[] {
  const { object, where, groups, order, limit } = statement;
  const rows = data.rows(object).filter((row) => where === null || meets(where, row, data));
  const found = sets(statement.grouping, groups.length).flatMap((set) => lines(statement, rows, set, data));
  if (!order) return found.map(({ shown }) => shown);
  const aggregate = statement.aggregates[order.aggregate];
  found.sort((a, b) => {
    const result = aggregate ? compareFigures(aggregate, a.shown, b.shown, order) : 0;
    if (result !== 0) return result;
    for (const [index, field] of groups.entries()) {
      const item = { field, down: false, nullsLast: false };
      const next = compareBy(item, a.keys[index] ?? null, b.keys[index] ?? null);
      if (next !== 0) return next;
    }
    return 0;
  });
  return found.slice(0, limit ?? undefined).map(({ shown }) => shown);
}

function compareFigures(
  { name, field }: Aggregate,
  a: Plain,
  b: Plain,
  { aggregate, down }: NonNullable<GroupStatement["order"]>,
): number {
  // Figures are numbers and text.
  const [left, right] = [a, b].map((line) => (line[`a${aggregate}`] ?? null) as Scalar);
  const counts = name === "COUNT" || name === "COUNT_DISTINCT" || name === "SUM" || name === "AVG";
  const [x, y] = [left ?? null, right ?? null].map((value) =>
    counts || value === null ? value : sortPlace(field, value)[0],
  );
  if (x === y || x === undefined || y === undefined) return 0;
  if (x === null || y === null) return x === null ? -1 : 1;
  return (x < y ? -1 : 1) * (down ? -1 : 1);
}
