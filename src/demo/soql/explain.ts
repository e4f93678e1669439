import type { Org } from "../handler.ts";
import type { FieldSchema } from "../store/schema.ts";
import type { Condition, Expression } from "./parse/tree.ts";
import { type QueryOptions, readStatement, runQuery } from "./query.ts";
import type { Scope } from "./scope/scope.ts";
import { where } from "./where/where.ts";

/** One way to run a statement. A relativeCost over 1 says that it is not selective. */
export interface QueryPlan {
  cardinality: number;
  fields: readonly string[];
  leadingOperationType: "Index" | "TableScan";
  notes: readonly PlanNote[];
  relativeCost: number;
  sobjectCardinality: number;
  sobjectType: string;
}

interface PlanNote {
  description: string;
  fields: readonly string[];
  tableEnumOrId: string;
}

/** A condition that an index can answer. */
interface Indexed {
  condition: Condition;
  fields: readonly FieldSchema[];
}

const million = 1_000_000;

/**
 * How many rows an index may find and still be worth using: of the first million a larger share than of the
 * rest, up to a limit (Salesforce: Working with Very Large SOQL Queries).
 */
function threshold(rows: number, isCustom: boolean): number {
  const [first, rest, most] = isCustom ? [0.1, 0.05, 333_333] : [0.3, 0.15, million];
  return Math.min(first * Math.min(rows, million) + rest * Math.max(0, rows - million), most);
}

const indexedNames: ReadonlySet<string> = new Set(["Name", "CreatedDate", "SystemModstamp"]);

/** Fields that have an index in every org, and custom ones that are keys. */
function hasIndex({ type, name, externalId, unique, idLookup }: FieldSchema): boolean {
  if (type === "id" || type === "reference" || externalId || unique) return true;
  return indexedNames.has(name) || (type === "email" && idLookup);
}

/** A field of the object itself; what is behind a parent or in a function has no index here. */
function ownField(scope: Scope, expression: Expression): FieldSchema | undefined {
  if (expression.kind !== "field") return undefined;
  const { field, parents } = scope.resolve(expression);
  return parents.length === 0 ? field : undefined;
}

/** An index does not find what is not there, nor what begins with anything. */
function fitsIndex(condition: Exclude<Condition, { kind: "and" | "or" | "not" }>): boolean {
  if (condition.kind === "includes") return false;
  if (condition.kind !== "compare") return !condition.negated;
  const { operator, value } = condition;
  return operator !== "!=" && value.kind !== "null" && !(operator === "LIKE" && value.text.startsWith("%"));
}

/** The conditions that an index can answer: each that AND joins, and those of OR together when all of them can be. */
function indexedIn(scope: Scope, condition: Condition): Indexed[] {
  if (condition.kind === "not") return [];
  if (condition.kind === "and") return condition.parts.flatMap((part) => indexedIn(scope, part));
  if (condition.kind === "or") {
    const parts = condition.parts.map((part) => indexedIn(scope, part).at(0)?.fields ?? []);
    return parts.some((fields) => fields.length === 0) ? [] : [{ condition, fields: parts.flat() }];
  }
  const field = ownField(scope, condition.left);
  return field && hasIndex(field) && fitsIndex(condition) ? [{ condition, fields: [field] }] : [];
}

/** The own fields without an index that a condition filters by. */
function unindexedIn(scope: Scope, condition: Condition): string[] {
  if (condition.kind === "not") return unindexedIn(scope, condition.part);
  if (condition.kind === "and" || condition.kind === "or")
    return condition.parts.flatMap((part) => unindexedIn(scope, part));
  const field = ownField(scope, condition.left);
  return field && !hasIndex(field) ? [field.name] : [];
}

function notesOn(scope: Scope, filter: Condition | undefined): PlanNote[] {
  const { object, compilation } = scope;
  const deleted = compilation.options.all || !object.field("IsDeleted") ? [] : ["IsDeleted"];
  const fields = new Set([...(filter ? unindexedIn(scope, filter) : []), ...deleted]);
  const description = "Not considering filter for optimization because unindexed";
  return [...fields].map((name) => ({ description, fields: [name], tableEnumOrId: object.name }));
}

/** How many rows fulfil a condition of the statement, or are there at all. */
function countOf(org: Org, soql: string, options: QueryOptions, condition?: Condition): number {
  const { scope } = readStatement(org, soql, options);
  const filter = condition ? ` WHERE ${where(scope, condition)}` : "";
  const sql = `SELECT COUNT(*) AS n FROM ${scope.from}${filter}`;
  return Number(org.store.get(sql, scope.compilation.parameters)?.["n"] ?? 0);
}

/** What finding these rows by an index costs, of so many rows in all. */
function indexCost(cardinality: number, rows: number, fields: readonly FieldSchema[]): number {
  const isCustom = fields.some(({ custom }) => custom);
  return rows === 0 ? 0 : cardinality / threshold(rows, isCustom);
}

/** How Salesforce would look for a statement's rows, the best way first. Throws as running it would. */
export function explainQuery(org: Org, soql: string, options: QueryOptions): QueryPlan[] {
  // Without rows everything about the statement is still checked.
  runQuery(org, soql, { ...options, window: { after: "", rows: 0 } });
  const { scope, query } = readStatement(org, soql, options);
  const rows = countOf(org, soql, options);
  const notes = notesOn(scope, query.where);
  const shared = { notes, sobjectCardinality: rows, sobjectType: scope.object.name };
  const indexed = query.where ? indexedIn(scope, query.where) : [];
  const plans = indexed.map(({ condition, fields }): QueryPlan => {
    const cardinality = countOf(org, soql, options, condition);
    const names = [...new Set(fields.map(({ name }) => name))];
    const relativeCost = indexCost(cardinality, rows, fields);
    return { ...shared, cardinality, fields: names, leadingOperationType: "Index", relativeCost };
  });
  const scanned = countOf(org, soql, options, query.where);
  const scan = {
    cardinality: scanned,
    fields: [],
    leadingOperationType: "TableScan",
    relativeCost: 1,
  } as const;
  return [...plans, { ...shared, ...scan }].sort((a, b) => a.relativeCost - b.relativeCost);
}
