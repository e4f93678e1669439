import type { FieldSchema, FieldType, ObjectSchema, Schema } from "../../../../src/demo/store/schema.ts";
import type { Data, Row } from "./plain-data.ts";

type Kind = "text" | "number" | "boolean" | "date" | "moment" | "id" | "multi";

/** A field of an object or of one of its parents, as a random statement may name it. */
export interface Field {
  /** `Account.Name`. */
  path: string;
  kind: Kind;
  facts: FieldSchema;
  value(row: Row, data: Data): string | number | null;
  /** The parent it is of; none for the object's own. */
  parentOf?(row: Row, data: Data): Row | undefined;
}

const kinds: Partial<Record<FieldType, Kind>> = {
  string: "text",
  email: "text",
  phone: "text",
  url: "text",
  textarea: "text",
  picklist: "text",
  combobox: "text",
  int: "number",
  double: "number",
  currency: "number",
  percent: "number",
  boolean: "boolean",
  date: "date",
  datetime: "moment",
  id: "id",
  reference: "id",
  multipicklist: "multi",
};

export const objects = ["Account", "Contact", "Lead", "Opportunity", "Case", "Project__c"] as const;

function ownFields(object: ObjectSchema): Field[] {
  return object.fields.flatMap((facts): Field[] => {
    const kind = kinds[facts.type];
    if (!kind) return [];
    return [{ path: facts.name, kind, facts, value: (row) => row[facts.name] ?? null }];
  });
}

function parentFields(schema: Schema, lookup: FieldSchema): Field[] {
  const [target, ...others] = lookup.referenceTo;
  const object = target && others.length === 0 ? schema.object(target) : undefined;
  if (!object || !lookup.relationshipName) return [];
  const parentOf = (row: Row, data: Data) => data.find(row[lookup.name]);
  return ownFields(object).map((field) => ({
    ...field,
    path: `${lookup.relationshipName}.${field.path}`,
    value: (row, data) => {
      const parent = parentOf(row, data);
      return parent ? field.value(parent, data) : null;
    },
    parentOf,
  }));
}

interface Fields {
  own: Field[];
  parents: Field[];
}

const known = new Map<string, Fields>();

/** What statements about an object may name: its own fields, and those of the parents they lead to. */
export function fieldsOf(schema: Schema, name: string): Fields {
  const found = known.get(name) ?? collect(schema, name);
  known.set(name, found);
  return found;
}

function collect(schema: Schema, name: string): Fields {
  const object = schema.object(name);
  if (!object) throw new Error(`There is no object ${name}`);
  return { own: ownFields(object), parents: object.fields.flatMap((field) => parentFields(schema, field)) };
}
