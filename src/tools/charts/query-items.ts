import { percentPattern, plainPattern } from "../../charts/figures.ts";
import type { Dimension, Measure } from "../../charts/source.ts";
import { fieldAt } from "../../salesforce/metadata/field-at.ts";
import type { DescribeField, ObjectDescribe } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { Selected } from "../../salesforce/soql/select-list.ts";
import { sameName } from "../../spelling.ts";

/** One thing that a statement selects, and what is known of it. */
export interface Item extends Selected {
  /** Of a function, in capitals; empty for a plain field. */
  call: string;
  /** What stands in the innermost parentheses, or the field itself. */
  path: string;
  field: DescribeField | undefined;
}

const innermost = /([\w.]+)\s*\)*$/;

export async function itemsOf(
  selected: readonly Selected[],
  describe: ObjectDescribe,
  salesforce: Salesforce,
): Promise<Item[]> {
  return Promise.all(
    selected.map(async (item) => {
      const { expression } = item;
      const call = /^(\w+)\s*\(/.exec(expression)?.[1]?.toUpperCase() ?? "";
      const path = innermost.exec(expression)?.[1] ?? expression;
      // Of a parent that the user may not see described only the name is known.
      const field = await fieldAt(salesforce, describe, path.split(".")).catch(() => undefined);
      return { ...item, call, path, field };
    }),
  );
}

const aggregates: Readonly<Record<string, string>> = {
  COUNT: "Count of",
  COUNT_DISTINCT: "Distinct",
  SUM: "Sum of",
  AVG: "Average",
  MIN: "Smallest",
  MAX: "Largest",
};

export function isAggregate({ call }: Item): boolean {
  return Object.hasOwn(aggregates, call);
}

const numberTypes = /^(?:currency|percent|double|int|long)$/;

export function isNumber({ field, call }: Item): boolean {
  return call === "" && numberTypes.test(field?.type ?? "");
}

/** How a number of this type is shown; `money` is the pattern of the org's currency. */
function patternOf({ type }: Pick<DescribeField, "type">, money: string): string {
  if (type === "percent") return percentPattern;
  return type === "currency" ? money : plainPattern;
}

/** `Owner.Name` is told by its whole way, a field of the object itself by its label. */
function labelOf({ path, field, name, expression }: Item): string {
  const label = field?.label ?? path;
  const parents = path.split(".").slice(0, -1);
  if (parents.length === 0) return name !== expression && field === undefined ? name : label;
  const parent = (parents.at(-1) ?? "").replace(/__r$/, "").replaceAll("_", " ");
  return field?.nameField ? parent : `${parent} ${label}`;
}

/** A figure of a statement; undefined for what is no number. */
export function measureOf(item: Item, describe: ObjectDescribe, money: string): Measure | undefined {
  const { call, field, name } = item;
  const label = labelOf(item);
  if (!isAggregate(item)) {
    if (!isNumber(item) || !field) return undefined;
    return {
      name,
      label,
      pattern: patternOf(field, money),
      merge: field.type === "percent" ? "mean" : "sum",
    };
  }
  const counts = call.startsWith("COUNT");
  if (!counts && !numberTypes.test(field?.type ?? "")) return undefined;
  const records = call === "COUNT" && sameName(item.path, "Id");
  return {
    name,
    label: records ? `Number of ${describe.labelPlural}` : `${aggregates[call]} ${label}`,
    pattern: counts || !field ? plainPattern : patternOf(field, money),
    merge: call === "SUM" || call === "COUNT" ? "sum" : "never",
  };
}

/** Picklists whose order is a way or a scale, and no list of names. */
const ordinal = /stage|status|priority|rating|level|phase|severity|tier|grade/i;

/** What a picklist's field adds to what is known of a dimension. */
function picklist({ name, type, picklistValues }: DescribeField): Partial<Dimension> {
  if (type !== "picklist" || picklistValues.length === 0) return {};
  return {
    order: picklistValues.map(({ label }) => label),
    ordinal: ordinal.test(name),
    stages: /stage/i.test(name),
  };
}

/** The order of numbers and of what functions of dates give. */
const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const dayNames = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

function upTo(most: number): string[] {
  return Array.from({ length: most + 1 }, (_, number) => String(number));
}

const cycles: Readonly<Record<string, readonly string[]>> = {
  CALENDAR_MONTH: monthNames,
  FISCAL_MONTH: upTo(12),
  CALENDAR_QUARTER: ["Q1", "Q2", "Q3", "Q4"],
  FISCAL_QUARTER: ["Q1", "Q2", "Q3", "Q4"],
  DAY_IN_WEEK: dayNames,
  DAY_IN_MONTH: upTo(31),
  DAY_IN_YEAR: upTo(366),
  WEEK_IN_MONTH: upTo(5),
  WEEK_IN_YEAR: upTo(53),
  HOUR_IN_DAY: upTo(23),
};

/** What a dimension's value is called; null for none. */
type TextOf = (value: unknown) => string | null;

function cycleText(call: string): TextOf {
  const names = cycles[call] ?? [];
  const named = /MONTH$|QUARTER$|DAY_IN_WEEK/.test(call) && !/IN_MONTH|FISCAL_MONTH/.test(call);
  return (value) => {
    if (value === null || value === undefined) return null;
    return named ? (names[Number(value) - 1] ?? String(value)) : String(value);
  };
}

function plainText({ field }: Item): TextOf {
  const labels = new Map(field?.picklistValues?.map(({ value, label }) => [value, label]));
  return (value) => {
    if (value === null || value === undefined) return null;
    return labels.get(String(value)) ?? String(value);
  };
}

/** A dimension and how its values are read. */
export interface Read {
  dimension: Dimension;
  textOf: TextOf;
}

const isDate = ({ field, call }: Item) =>
  call === "DAY_ONLY" ||
  (/^date(?:time)?$/.test(field?.type ?? "") && (call === "" || call === "CONVERTTIMEZONE"));

/** What an item that is no figure puts on an axis. `rows` says that each row is a record. */
export function dimensionOf(item: Item, rows: boolean): Read {
  const { call, field, name } = item;
  const label = labelOf(item);
  if (isDate(item)) {
    const day: TextOf = (value) => (typeof value === "string" ? value.slice(0, 10) : null);
    return { dimension: { name, label, kind: "time" }, textOf: day };
  }
  if (/_YEAR$/.test(call) && !/IN_YEAR/.test(call)) {
    const start = call === "FISCAL_YEAR" ? "FY" : "";
    const year: TextOf = (value) => (value === null || value === undefined ? null : `${start}${value}`);
    return { dimension: { name, label: `${label} (year)`, kind: "time" }, textOf: year };
  }
  if (Object.hasOwn(cycles, call)) {
    const order = cycles[call] ?? [];
    return { dimension: { name, label, kind: "text", order, ordinal: true }, textOf: cycleText(call) };
  }
  const identity = rows && field?.nameField === true && !item.path.includes(".");
  const kept = identity ? { identity } : {};
  return {
    dimension: { name, label, kind: "text", ...(field && picklist(field)), ...kept },
    textOf: plainText(item),
  };
}
