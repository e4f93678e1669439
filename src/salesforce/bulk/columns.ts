import { ToolError } from "../../errors.ts";
import { closest, didYouMean, sameName } from "../../spelling.ts";
import { describeObject } from "../metadata/describe.ts";
import type { DescribeField, ObjectDescribe } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";

type IngestOperation = "insert" | "update" | "upsert" | "delete" | "hardDelete";

export interface IngestTarget {
  object: string;
  operation: IngestOperation;
  externalIdField?: string | undefined;
  /** By header: the field that it stands for, null for one that is left out; others stay. */
  columns?: Readonly<Record<string, string | null>> | undefined;
}

/** The org that a header is held against, and which of its objects may be touched. */
export interface ColumnOrg {
  salesforce: Salesforce;
  allows(object: string): boolean;
}

/** A header that fits the object. */
export interface CheckedColumns {
  /** By the file's own order: what each column is called in Salesforce; undefined for one that is left out. */
  names: readonly (string | undefined)[];
  /** Columns that are left out, as the file calls them. */
  ignored: readonly string[];
}

/** What Salesforce puts before the columns of its result files, so that a mended one can be sent as it is. */
const resultColumn = /^sf__(?:id|created|error|unprocessed)$/i;

/** `Account.Key__c` and `User:Owner.Key__c`: the relationship and the external id behind it; undefined for a plain field. */
export function parentKeyOf(column: string): { relationship: string; key: string } | undefined {
  const [, relationship, key] = /^(?:\w+:)?(\w+)\.(\w+)$/.exec(column) ?? [];
  return relationship === undefined || key === undefined ? undefined : { relationship, key };
}

/** The field that a column writes; a parent given by its external id writes the lookup to it. */
export function writtenField(
  { fields }: Pick<ObjectDescribe, "fields">,
  column: string,
): DescribeField | undefined {
  const parent = parentKeyOf(column);
  return fields.find(({ name, relationshipName }) =>
    parent === undefined ? sameName(name, column) : sameName(relationshipName ?? "", parent.relationship),
  );
}

function isKey({ name, externalId, idLookup }: DescribeField): boolean {
  return externalId || idLookup || name === "Id";
}

/** A column's name in Salesforce, or what is wrong with it. */
type Verdict = { name: string } | { problem: string };

function question(wanted: string, candidates: readonly { name: string; label?: string }[]): string {
  return didYouMean(closest(wanted, candidates), "clause");
}

/** `Account.Ext__c`, or with the object first where there are several: `User:Owner.Ext__c`. */
async function parentColumn(org: ColumnOrg, describe: ObjectDescribe, column: string): Promise<Verdict> {
  const [, type, relationship = "", key = ""] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(column) ?? [];
  const field = describe.fields.find(({ relationshipName }) =>
    sameName(relationshipName ?? "", relationship),
  );
  if (!field || field.relationshipName === null) {
    const parents = describe.fields.flatMap(({ relationshipName }) =>
      relationshipName ? [{ name: relationshipName }] : [],
    );
    return {
      problem: `'${column}': ${describe.name} has no parent '${relationship}'${question(relationship, parents)}`,
    };
  }
  const target =
    type === undefined ? field.referenceTo[0] : field.referenceTo.find((name) => sameName(name, type));
  if (target === undefined || (type === undefined && field.referenceTo.length > 1))
    return {
      problem: `'${column}': say which object it is, e.g. ${field.referenceTo[0]}:${relationship}.${key} (${field.referenceTo.slice(0, 6).join(", ")})`,
    };
  if (!org.allows(target))
    throw new ToolError(
      "DENIED_OBJECT",
      `The column '${column}' leads to ${target}, which may not be touched. Nothing was sent.`,
      "Leave it out. Only the person who runs the server can change the object lists.",
    );
  const parent = await describeObject(org.salesforce, target);
  const keyField = parent.fields.find(({ name }) => sameName(name, key));
  const keys = parent.fields.filter(isKey);
  if (!keyField || !isKey(keyField))
    return { problem: `'${column}': ${key} is no external id of ${target}${question(key, keys)}` };
  return { name: `${type === undefined ? "" : `${target}:`}${field.relationshipName}.${keyField.name}` };
}

function writable(field: DescribeField, { operation, externalIdField }: IngestTarget): boolean {
  if (sameName(field.name, externalIdField ?? "")) return true;
  if (operation === "insert") return field.createable;
  if (field.name === "Id") return operation === "update";
  return operation === "update" ? field.updateable : field.createable || field.updateable;
}

function ownColumn(describe: ObjectDescribe, target: IngestTarget, column: string): Verdict {
  const field = describe.fields.find(({ name }) => sameName(name, column));
  if (!field)
    return { problem: `'${column}' is no field of ${describe.name}${question(column, describe.fields)}` };
  if (writable(field, target)) return { name: field.name };
  const instead =
    field.name === "Id" && target.operation === "insert"
      ? "an insert makes new ids; leave it out, or update"
      : "it cannot be written; leave it out";
  return { problem: `'${column}': ${instead}` };
}

async function verdictOn(
  org: ColumnOrg,
  describe: ObjectDescribe,
  target: IngestTarget,
  column: string,
): Promise<Verdict> {
  if (column === "") return { problem: "a column has no name" };
  if (/^(?:\w+:)?\w+\.\w+$/.test(column)) return parentColumn(org, describe, column);
  return ownColumn(describe, target, column);
}

/**
 * The fields that a mass update sets, as the org spells them. Throws BAD_ARGUMENT that names every one that is not
 * there or cannot be written.
 */
export async function checkSet(
  org: ColumnOrg,
  object: string,
  set: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const describe = await describeObject(org.salesforce, object);
  const problems: string[] = [];
  const entries = Object.entries(set).flatMap(([name, value]): [string, unknown][] => {
    const verdict = sameName(name, "Id")
      ? { problem: "'Id': it tells the records apart; leave it out" }
      : ownColumn(describe, { object, operation: "update" }, name);
    if ("name" in verdict) return [[verdict.name, value]];
    problems.push(verdict.problem);
    return [];
  });
  const names = entries.map(([name]) => name);
  problems.push(...repeated(names));
  if (problems.length === 0) return Object.fromEntries(entries);
  throw new ToolError(
    "BAD_ARGUMENT",
    `set: ${problems.join("\n")}`,
    `describeObject {"object":"${describe.name}"} lists the fields. Nothing was sent.`,
  );
}

/** Columns as `columns` renames them, in their order; null for those that are left out. */
interface Renamed {
  names: (string | null)[];
  problems: string[];
}

/**
 * The field that a header stands for, null for one that is left out. A header is meant as it is written, or else
 * without regard to case and blanks around it.
 */
export function renaming(columns: IngestTarget["columns"] = {}): (header: string) => string | null {
  const given = new Map(Object.entries(columns));
  const loosely = new Map([...given].map(([header, field]) => [header.trim().toLowerCase(), field]));
  return (header) => {
    const exact = given.get(header);
    const found = exact === undefined ? loosely.get(header.trim().toLowerCase()) : exact;
    return found === undefined ? header : found;
  };
}

function renamed(headers: readonly string[], columns: IngestTarget["columns"] = {}): Renamed {
  const names = headers.map(renaming(columns));
  const known = new Set(headers.map((header) => header.trim().toLowerCase()));
  const unknown = Object.keys(columns).filter((header) => !known.has(header.trim().toLowerCase()));
  const candidates = headers.map((name) => ({ name }));
  const problems = unknown.map(
    (header) => `columns: there is no column '${header}'${question(header, candidates)}`,
  );
  return { names, problems };
}

/** Deletes go by the id alone; whatever else an exported file holds is left out. */
function onlyId(name: string): Verdict | { name: undefined } {
  return { name: sameName(name, "Id") ? "Id" : undefined };
}

function missing(target: IngestTarget, describe: ObjectDescribe, names: CheckedColumns["names"]): string[] {
  const { operation, externalIdField = "" } = target;
  const present = (wanted: string) => names.some((name) => name !== undefined && sameName(name, wanted));
  if (operation === "upsert")
    return present(externalIdField)
      ? []
      : [`the column ${externalIdField} is missing, which externalIdField names`];
  if (operation === "insert" && names.every((name) => name === undefined))
    return ["it has no column that can be loaded"];
  if (operation === "insert" || present("Id")) return [];
  return [`${operation} needs the column Id of ${describe.name}`];
}

function repeated(names: CheckedColumns["names"]): string[] {
  const twice = names.filter((name, index) => name !== undefined && names.indexOf(name) !== index);
  return [...new Set(twice)].map((name) => `the column ${name} is there twice`);
}

/** Throws BAD_ARGUMENT when an upsert names no field that tells records apart. */
export async function checkExternalId(salesforce: Salesforce, target: IngestTarget): Promise<void> {
  const { fields, name } = await describeObject(salesforce, target.object);
  if (target.operation !== "upsert") return;
  const key = fields.find((field) => sameName(field.name, target.externalIdField ?? ""));
  if (key && isKey(key)) return;
  const keys = fields.filter(isKey).map((field) => field.name);
  throw new ToolError(
    "BAD_ARGUMENT",
    `externalIdField: '${target.externalIdField}' is no external id of ${name}.`,
    `${name} can be matched by ${keys.join(", ")}. Nothing was sent.`,
  );
}

/**
 * Holds a header against what the org says about the object. Throws BAD_ARGUMENT that names every column that
 * does not fit, each with the field that may have been meant.
 */
export async function checkColumns(
  org: ColumnOrg,
  target: IngestTarget,
  columns: readonly string[],
  place: string,
): Promise<CheckedColumns> {
  const describe = await describeObject(org.salesforce, target.object);
  const deletes = target.operation === "delete" || target.operation === "hardDelete";
  const { names: wanted, problems } = renamed(columns, target.columns);
  const names: (string | undefined)[] = [];
  const ignored: string[] = [];
  for (const [place, name] of wanted.entries()) {
    const leftOut = name === null || resultColumn.test(name);
    const verdict = leftOut
      ? { name: undefined }
      : deletes
        ? onlyId(name)
        : await verdictOn(org, describe, target, name);
    names.push("name" in verdict ? verdict.name : undefined);
    if ("problem" in verdict) problems.push(verdict.problem);
    else if (verdict.name === undefined) ignored.push(columns[place] ?? "");
  }
  problems.push(...(problems.length === 0 ? missing(target, describe, names) : []), ...repeated(names));
  if (problems.length === 0) return { names, ignored };
  throw new ToolError(
    "BAD_ARGUMENT",
    `${place}: ${problems.join("\n")}`,
    `columns says which field a header stands for, null leaves it out. describeObject {"object":"${describe.name}"} lists the fields. Nothing was sent.`,
  );
}
