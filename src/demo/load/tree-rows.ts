import { basename, dirname, join, normalize } from "node:path";
import type { Org } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { continueIds, newRow, putRow } from "../rows/new-row.ts";
import { propagate } from "../rows/propagate.ts";
import { numberedId } from "../store/ids.ts";
import type { FieldSchema, ObjectSchema, Schema } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";
import { hasColumn } from "../store/table.ts";
import { cellReader, WrongValue } from "./cells.ts";
import type { IdRegister } from "./id-register.ts";
import type { JsonFile } from "./json-file.ts";
import { parentsFirst } from "./parents-first.ts";

type Path = readonly (string | number)[];

/** Whether JSON is a file of `sf data export tree`. */
export function isTree({ record }: JsonFile): boolean {
  return Array.isArray(record["records"]);
}

/** Whether JSON is the plan of such files. */
export function isPlan({ value }: JsonFile): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((step) => Array.isArray(keyed(step)["files"]))
  );
}

/** Every file that a plan names is there, and none of them elsewhere. Throws LoadError. */
export function checkPlan(plan: JsonFile, trees: readonly JsonFile[]): void {
  const names = new Set(trees.map(({ file }) => file.name));
  const steps = Array.isArray(plan.value) ? plan.value : [];
  for (const [index, step] of steps.entries())
    for (const [place, name] of Object.entries(keyed(keyed(step)["files"]))) {
      const wanted = normalize(join(dirname(plan.file.name), String(name))).replaceAll("\\", "/");
      if (names.has(wanted)) continue;
      const path = [index, "files", Number(place)];
      if (wanted.startsWith("..") || wanted.startsWith("/"))
        throw plan.refuse(path, `names ${JSON.stringify(name)}, which leads out of the folder.`);
      throw plan.refuse(path, `names ${basename(wanted)}, which is no file with records here.`);
    }
}

/** A record of a tree that has got its id. */
interface TreeRecord {
  object: ObjectSchema;
  id: string;
  values: JsonRecord;
  /** The lookup to the record that it stands in. */
  parent: { field: FieldSchema; id: string } | undefined;
  json: JsonFile;
  path: Path;
}

/** Ids up to here are for rows with fixed ones. */
const firstNumber = 1_001;

/** The records of trees; all of them get their ids before any is put in, since they refer to one another. */
export class TreeRows {
  readonly #schema: Schema;
  readonly #records: TreeRecord[] = [];
  /** Ids by reference, of one file and of all. */
  readonly #references = new Map<string, string>();
  readonly #numbers = new Map<ObjectSchema, number>();

  constructor(schema: Schema, trees: readonly JsonFile[]) {
    this.#schema = schema;
    for (const json of trees) this.#collect(json, ["records"], undefined);
  }

  #collect(
    json: JsonFile,
    path: Path,
    parent: { object: ObjectSchema; id: string; child: string } | undefined,
  ): void {
    const list = path.reduce((value: unknown, key) => keyed(value)[key], json.value);
    for (const [index, record] of (Array.isArray(list) ? list : []).entries())
      this.#note(json, [...path, index], keyed(record), parent);
  }

  #note(
    json: JsonFile,
    path: Path,
    values: JsonRecord,
    parent: { object: ObjectSchema; id: string; child: string } | undefined,
  ): void {
    const { type, referenceId } = keyed(values["attributes"]);
    const object = this.#schema.object(String(type));
    if (!object)
      throw json.refuse([...path, "attributes", "type"], `is a record of ${type}, which nothing describes.`);
    const number = this.#numbers.get(object) ?? firstNumber;
    this.#numbers.set(object, number + 1);
    const id = numberedId(object.keyPrefix, number);
    if (typeof referenceId === "string") this.#noteReference(json, path, referenceId, id);
    const lookup = parent?.object.child(parent.child)?.field;
    const field = lookup === undefined ? undefined : object.field(lookup);
    this.#records.push({
      object,
      id,
      values,
      json,
      path,
      parent: parent && field && { field, id: parent.id },
    });
    for (const [child, value] of Object.entries(values))
      if (Array.isArray(keyed(value)["records"]) && object.child(child))
        this.#collect(json, [...path, child, "records"], { object, id, child });
  }

  #noteReference(json: JsonFile, path: Path, reference: string, id: string): void {
    const own = `${json.file.name}@${reference}`;
    if (this.#references.has(own))
      throw json.refuse([...path, "attributes", "referenceId"], `has the referenceId ${reference} twice.`);
    this.#references.set(own, id);
    if (!this.#references.has(`@${reference}`)) this.#references.set(`@${reference}`, id);
  }

  /** Puts the records in, parents first. Throws LoadError. */
  fill(org: Org, ids: IdRegister): ObjectSchema[] {
    for (const { id, path } of this.#records) ids.note(id, String(path[1] ?? ""));
    const objects = parentsFirst([...this.#numbers.keys()]);
    const seen = new Set<string>();
    for (const object of objects)
      for (const record of this.#records.filter((each) => each.object === object))
        this.#put(org, record, ids, seen);
    for (const [object, number] of this.#numbers) continueIds(org, object.name, number - 1);
    return objects;
  }

  #put(org: Org, record: TreeRecord, ids: IdRegister, seen: Set<string>): void {
    const { object, id, values, parent } = record;
    const columns = new Map<string, SqlValue>([["Id", id]]);
    if (parent) columns.set(parent.field.name, parent.id);
    for (const [name, value] of Object.entries(values)) {
      if (name === "attributes" || value === null || (object.child(name) && typeof value === "object"))
        continue;
      const field = this.#field(record, name);
      const stored = this.#value(record, field, value);
      if (typeof stored === "string" && field.type === "reference") ids.refer(object, field, id, stored);
      this.#checkUnique(record, field, stored, seen);
      columns.set(field.name, stored);
    }
    const row = newRow(org, object, org.user.id, columns);
    putRow(org, object, row);
    propagate(org, object.name, { row });
  }

  #field({ object, json, path }: TreeRecord, name: string): FieldSchema {
    const field = object.field(name);
    if (field && hasColumn(field) && field.name !== "Id") return field;
    const what = field ? "which trees do not set" : `which ${object.name} does not have`;
    throw json.refuse([...path, name], `has ${JSON.stringify(name)}, ${what}.`);
  }

  #value({ json, path }: TreeRecord, field: FieldSchema, value: unknown): SqlValue {
    const text = String(value);
    if (field.type === "reference" && text.startsWith("@"))
      return this.#references.get(json.file.name + text) ?? this.#references.get(text) ?? text;
    try {
      if (typeof value === "object") throw new WrongValue("no single value");
      return cellReader(field)(text);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      throw json.refuse(
        [...path, field.name],
        `${field.name} is ${JSON.stringify(value).slice(0, 60)}, which is ${error.message}.`,
      );
    }
  }

  #checkUnique(
    { object, json, path }: TreeRecord,
    field: FieldSchema,
    value: SqlValue,
    seen: Set<string>,
  ): void {
    if (!field.unique || value === null) return;
    const key = `${object.name}.${field.name} ${String(value).toLowerCase()}`;
    if (seen.has(key))
      throw json.refuse(
        [...path, field.name],
        `${field.name} is unique, and ${JSON.stringify(value)} was there before.`,
      );
    seen.add(key);
  }
}
