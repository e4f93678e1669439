import type { JsonRecord } from "../../json.ts";
import type { FieldSchema, FieldType } from "../../store/schema.ts";
import { countsRows } from "../parse/parse.ts";
import type { Expression, FieldPath, Query, SelectItem } from "../parse/tree.ts";
import { Scope } from "../scope/scope.ts";
import { numericTypes } from "../scope/typed.ts";
import { expandFields } from "./fields-function.ts";
import { isAggregate } from "./rules.ts";
import { childOf } from "./select.ts";

const apexTypes: Partial<Record<FieldType, string>> = {
  id: "Id",
  reference: "Id",
  boolean: "Boolean",
  int: "Integer",
  long: "Long",
  double: "Double",
  currency: "Double",
  percent: "Double",
  date: "Date",
  datetime: "Datetime",
  time: "Time",
  base64: "Blob",
  address: "Address",
  location: "Location",
};

const wholeNumbers = new Set(["COUNT", "COUNT_DISTINCT", "GROUPING"]);
const decimalNumbers = new Set(["SUM", "AVG", "DISTANCE"]);

type Told = Pick<FieldSchema, "type"> & Partial<FieldSchema>;

function column(
  name: string,
  { type, custom, createable, updateable }: Told,
  more: JsonRecord = {},
): JsonRecord {
  return {
    aggregate: false,
    apexType: apexTypes[type] ?? "String",
    booleanType: type === "boolean",
    columnName: name,
    custom: custom ?? false,
    displayName: name,
    foreignKeyName: null,
    insertable: createable ?? false,
    joinColumns: [],
    numberType: numericTypes.has(type),
    textType: !numericTypes.has(type) && type !== "boolean",
    updatable: updateable ?? false,
    ...more,
  };
}

/** Columns that stand for others: a parent's or a child's. */
function joined(name: string, joinColumns: readonly JsonRecord[], more: JsonRecord = {}): JsonRecord {
  return column(name, { type: "anyType" }, { apexType: null, textType: false, joinColumns, ...more });
}

/** `count(Id)`, as the statement says it. */
function textOf(expression: Expression): string {
  if (expression.kind === "constant") return String(expression.value);
  if (expression.kind === "field") return expression.path.join(".");
  return `${expression.name.toLowerCase()}(${expression.args.map(textOf).join(", ")})`;
}

function typeOf(scope: Scope, expression: Expression): FieldType {
  if (expression.kind === "field") return scope.resolve(expression).field.type;
  if (expression.kind === "constant" || wholeNumbers.has(expression.name)) return "int";
  if (decimalNumbers.has(expression.name)) return "double";
  if (expression.name === "FORMAT" || expression.name === "TOLABEL") return "string";
  const [first] = expression.args;
  return first ? typeOf(scope, first) : "string";
}

/** Puts a field's column below those of the parents on its way. */
function addField(columns: JsonRecord[], scope: Scope, path: FieldPath): void {
  const { parents, field } = scope.resolve(path);
  let among = columns;
  for (const { name } of parents) {
    const known = among.find(({ columnName }) => columnName === name);
    const own: JsonRecord[] = [];
    // Put there by the line below.
    const joinColumns = (known?.["joinColumns"] as JsonRecord[] | undefined) ?? own;
    if (!known) among.push(joined(name, joinColumns));
    among = joinColumns;
  }
  among.push(column(field.name, field));
}

function addItem(columns: JsonRecord[], scope: Scope, query: Query, item: SelectItem, unnamed: () => string) {
  if (item.kind === "children") {
    const { object, key } = childOf(scope, item.query);
    const inner = new Scope(scope.compilation, object, item.query);
    columns.push(joined(key, columnsOf(inner, item.query), { aggregate: true }));
  } else if (item.kind === "fields")
    for (const field of expandFields(scope, item, query)) addField(columns, scope, field);
  else if (item.kind === "typeof") {
    const { parents, parent } = scope.reference(item.path);
    const name = [...parents, parent].map((each) => each.name).join(".");
    const paths = [...item.whens.flatMap(({ fields }) => fields), ...(item.otherwise ?? [])];
    const names = new Set(paths.map(({ path }) => path.join(".")));
    columns.push(
      joined(
        name,
        [...names].map((each) => column(each, { type: "anyType" })),
      ),
    );
  } else if (item.expression.kind === "field") addField(columns, scope, item.expression);
  else {
    const shown = { aggregate: true, displayName: textOf(item.expression) };
    columns.push(column(item.alias ?? unnamed(), { type: typeOf(scope, item.expression) }, shown));
  }
}

function columnsOf(scope: Scope, query: Query): JsonRecord[] {
  const columns: JsonRecord[] = [];
  let count = 0;
  for (const item of query.items) addItem(columns, scope, query, item, () => `expr${count++}`);
  return columns;
}

/** What `query?columns=true` answers in place of rows: the columns that the statement's rows would have. */
export function columnMetadata(scope: Scope, query: Query): JsonRecord {
  const [first] = query.items;
  const columns = countsRows(first) ? [] : columnsOf(scope, query);
  return {
    columnMetadata: columns,
    entityName: scope.object.name,
    groupBy: isAggregate(query) && query.grouping !== undefined,
    idSelected: columns.some(({ columnName, aggregate }) => columnName === "Id" && aggregate === false),
    keyPrefix: scope.object.keyPrefix,
  };
}
