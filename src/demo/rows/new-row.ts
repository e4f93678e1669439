import type { Org } from "../handler.ts";
import { numberedId } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { hasColumn, storedFields } from "../store/table.ts";
import { derived } from "./rules.ts";
import { toSql } from "./values.ts";

interface Counters {
  ids: Map<string, number>;
  autoNumbers: Map<string, number>;
}

/** How the numbers of a field are written: `INV-`, 6 digits, nothing behind. */
export interface NumberFormat {
  before: string;
  digits: number;
  after: string;
}

const countersOf = new WeakMap<Org, Counters>();

function countersIn(org: Org): Counters {
  const counters = countersOf.get(org) ?? { ids: new Map(), autoNumbers: new Map() };
  countersOf.set(org, counters);
  return counters;
}

const formatsOf = new WeakMap<Org, Map<string, NumberFormat>>();

/** Numbers up to this one are for rows with fixed ids. */
const lastFixedNumber = 1_000;

/** New ids of an object come after this number. */
export function continueIds(org: Org, object: string, last: number): void {
  const { ids } = countersIn(org);
  ids.set(object, Math.max(last, ids.get(object) ?? lastFixedNumber));
}

/** Takes an object's next ids for rows that come later: each by the row's place among them. */
export function takeIds(
  org: Org,
  { name, keyPrefix }: ObjectSchema,
  count: number,
): (place: number) => string {
  const { ids } = countersIn(org);
  const last = ids.get(name) ?? lastFixedNumber;
  ids.set(name, last + count);
  return (place) => numberedId(keyPrefix, last + 1 + place);
}

/** Takes the next number of each auto-number field of an object, for a row that comes later. */
export function takeNumbers(org: Org, object: ObjectSchema): StoredRow {
  const { autoNumbers } = defaultsFor(object);
  return Object.fromEntries(autoNumbers.map((field) => [field.name, freeNumber(org, object, field)]));
}

/** New numbers of an auto-number field come after `last`, in this format. */
export function continueNumbers(
  org: Org,
  object: string,
  field: string,
  { last, format }: { last: number; format: NumberFormat },
): void {
  const formats = formatsOf.get(org) ?? new Map<string, NumberFormat>();
  formatsOf.set(org, formats.set(`${object}.${field}`, format));
  countersIn(org).autoNumbers.set(`${object}.${field}`, last);
}

/** The next number of an object's ids or of an auto-number field; seeded rows were counted by the same. */
function nextNumber(org: Org, kind: keyof Counters, name: string): number {
  const counters = countersIn(org);
  const number = (counters[kind].get(name) ?? (kind === "ids" ? lastFixedNumber : 0)) + 1;
  counters[kind].set(name, number);
  return number;
}

/** The next number of an auto-number field, as it is written. */
export function freeNumber(org: Org, object: ObjectSchema, field: FieldSchema): string {
  const name = `${object.name}.${field.name}`;
  const number = nextNumber(org, "autoNumbers", name);
  const format = formatsOf.get(org)?.get(name);
  if (format) return format.before + String(number).padStart(format.digits, "0") + format.after;
  return field.custom ? `P-${String(number).padStart(5, "0")}` : String(number).padStart(8, "0");
}

interface Defaults {
  /** Columns whose default is the same in every row, and not null. */
  fixed: StoredRow;
  autoNumbers: readonly FieldSchema[];
  /** The name that is the record's id until somebody gives it one. */
  name: string | undefined;
  hasOwner: boolean;
}

const defaultsOfObject = new WeakMap<ObjectSchema, Defaults>();

function fixedDefault(object: ObjectSchema, field: FieldSchema): SqlValue {
  if (field.name === "RecordTypeId") return object.recordTypes.find(({ isDefault }) => isDefault)?.id ?? null;
  if (field.type === "boolean") return field.defaultValue === true ? 1 : 0;
  return field.defaultValue === null || !field.createable ? null : toSql(field, field.defaultValue);
}

/** A custom object's name that people write: nobody must, since its describe says that it has a default. */
function isNamedById({ custom }: ObjectSchema, field: FieldSchema): boolean {
  return custom && field.nameField && field.defaultedOnCreate && field.createable && !field.autoNumber;
}

/** Names a record by its id where it has no name of its own. */
export function nameById(object: ObjectSchema, row: StoredRow): void {
  const { name } = defaultsFor(object);
  if (name !== undefined) row[name] ??= row["Id"] ?? null;
}

function defaultsFor(object: ObjectSchema): Defaults {
  const known = defaultsOfObject.get(object);
  if (known) return known;
  const columns = object.fields.filter(hasColumn);
  const values = columns.map((field): [string, SqlValue] => [field.name, fixedDefault(object, field)]);
  const made = {
    fixed: Object.fromEntries(values.filter(([, value]) => value !== null)),
    autoNumbers: columns.filter((field) => field.autoNumber),
    name: columns.find((field) => isNamedById(object, field))?.name,
    hasOwner: object.field("OwnerId") !== undefined,
  };
  defaultsOfObject.set(object, made);
  return made;
}

const templates = new WeakMap<ObjectSchema, StoredRow>();

/**
 * A new row before anything is known of it, with the columns that rows have used so far. V8 copies and fills an
 * object that JSON made several times faster than one that got its keys one by one.
 */
function templateOf(object: ObjectSchema): StoredRow {
  const known = templates.get(object);
  if (known) return known;
  const used = (inserts.get(object)?.names ?? []).map((name): [string, SqlValue] => [name, null]);
  const template = { ...Object.fromEntries(used), ...defaultsFor(object).fixed };
  // Made of strings, numbers and null.
  const made = JSON.parse(JSON.stringify(template)) as StoredRow;
  templates.set(object, made);
  return made;
}

function defaultsOf(
  org: Org,
  object: ObjectSchema,
  userId: string,
  own: ReadonlyMap<string, SqlValue>,
): StoredRow {
  const { autoNumbers, hasOwner } = defaultsFor(object);
  const row: StoredRow = { ...templateOf(object) };
  for (const field of autoNumbers) if (!own.has(field.name)) row[field.name] = freeNumber(org, object, field);
  if (hasOwner) row["OwnerId"] = userId;
  return row;
}

const auditFields = [
  "LastModifiedDate",
  "LastModifiedById",
  "SystemModstamp",
  "CreatedDate",
  "CreatedById",
] as const;
const auditFieldsOf = new WeakMap<ObjectSchema, readonly string[]>();

function auditFieldsIn(object: ObjectSchema): readonly string[] {
  const known = auditFieldsOf.get(object) ?? auditFields.filter((name) => object.field(name));
  auditFieldsOf.set(object, known);
  return known;
}

/** Says who saved the row, and when: in whole seconds, as Salesforce keeps them. */
export function stamp(
  org: Org,
  row: StoredRow,
  object: ObjectSchema,
  userId: string,
  creating: boolean,
): void {
  const now = Math.floor(org.now() / 1_000) * 1_000;
  for (const name of auditFieldsIn(object))
    if (creating || !name.startsWith("Created")) row[name] = name.endsWith("Id") ? userId : now;
}

const columnNames = new WeakMap<ObjectSchema, readonly string[]>();

export function columnsIn(object: ObjectSchema): readonly string[] {
  const known = columnNames.get(object) ?? storedFields(object).map(({ name }) => name);
  columnNames.set(object, known);
  return known;
}

/** These columns of a row alone. */
export function columnsOfRow(row: StoredRow, names: readonly string[]): StoredRow {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

interface Insert {
  names: readonly string[];
  known: ReadonlySet<string>;
  /** Boolean columns, whose default in the table is false. */
  booleans: ReadonlySet<string>;
}

const inserts = new WeakMap<ObjectSchema, Insert>();

function insertNaming(object: ObjectSchema, names: readonly string[]): Insert {
  const booleans = storedFields(object)
    .filter(({ type }) => type === "boolean")
    .map(({ name }) => name);
  const made = { names, known: new Set(names), booleans: new Set(booleans) };
  inserts.set(object, made);
  templates.delete(object);
  return made;
}

/** Names the columns that rows have used so far: most are empty in all of them, and each one named costs time. */
function insertFor(object: ObjectSchema, row: StoredRow): Insert {
  const insert = inserts.get(object) ?? insertNaming(object, ["Id"]);
  let further: string[] | undefined;
  for (const name in row) {
    if (insert.known.has(name) || row[name] == null) continue;
    if (row[name] !== 0 || !insert.booleans.has(name)) further = [...(further ?? []), name];
  }
  return further ? insertNaming(object, [...insert.names, ...further]) : insert;
}

/** Puts a whole row into its table as it is; the seed and inserts end here. */
export function putRow(org: Org, object: ObjectSchema, row: StoredRow): void {
  const { names } = insertFor(object, row);
  org.store.insert(
    object,
    names,
    names.map((name) => row[name] ?? null),
  );
}

/** A row with everything that Salesforce adds to a new one; `own` wins over defaults. */
export function newRow(
  org: Org,
  object: ObjectSchema,
  userId: string,
  own: ReadonlyMap<string, SqlValue>,
): StoredRow {
  const row = defaultsOf(org, object, userId, own);
  for (const [name, value] of own)
    if (value !== null || object.field(name)?.type !== "boolean") row[name] = value;
  row["Id"] ??= numberedId(object.keyPrefix, nextNumber(org, "ids", object.name));
  if (object.custom) nameById(object, row);
  stamp(org, row, object, userId, true);
  Object.assign(row, derived(org, object.name, row, own));
  return row;
}
