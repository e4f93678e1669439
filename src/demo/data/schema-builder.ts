import { fieldFlags, type ObjectFacts } from "../store/object-facts.ts";
import type {
  ChildRelationship,
  FieldSchema,
  FieldType,
  ObjectSchema,
  PicklistValue,
  Schema,
} from "../store/schema.ts";
import { objectFacts } from "./objects/index.ts";

type Flags = Record<(typeof fieldFlags)[keyof typeof fieldFlags], boolean>;

/** Hundreds of fields share a few dozen sets of letters. */
const flagSets = new Map<string, Flags>();

function flagsOf(letters: string): Flags {
  const known = flagSets.get(letters);
  if (known) return known;
  const entries = Object.entries(fieldFlags).map(([letter, name]) => [name, letters.includes(letter)]);
  // Every flag's name is a key.
  const flags = Object.fromEntries(entries) as Flags;
  flagSets.set(letters, flags);
  return flags;
}

function picklistOf(text: string | undefined): PicklistValue[] {
  if (!text) return [];
  return text.split("^").map((entry) => {
    const defaultValue = entry.startsWith("*");
    const [value = "", label = value] = (defaultValue ? entry.slice(1) : entry).split("~");
    return { value, label, active: true, defaultValue };
  });
}

function sizeOf(
  type: FieldType,
  size: string,
): Pick<FieldSchema, "length" | "precision" | "scale" | "digits"> {
  const [first = 0, scale = 0] = size.split(",").map(Number);
  const none = { length: 0, precision: 0, scale: 0, digits: 0 };
  if (type === "id" || type === "reference") return { ...none, length: 18 };
  if (size.includes(",")) return { ...none, precision: first, scale };
  return type === "int" ? { ...none, digits: first } : { ...none, length: first };
}

function defaultOf(
  type: FieldType,
  text: string | undefined,
  values: readonly PicklistValue[],
): FieldSchema["defaultValue"] {
  if (type === "boolean") return text === "True";
  return text ?? values.find(({ defaultValue }) => defaultValue)?.value ?? null;
}

function fieldOf(line: string): FieldSchema {
  const [name = "", label = "", typeName = "", size = "", letters = "", ...extras] = line.split("|");
  const extra = new Map(
    extras.map((entry): [string, string] => [
      entry.slice(0, entry.indexOf("=")),
      entry.slice(entry.indexOf("=") + 1),
    ]),
  );
  // The facts are ours and name only types that exist.
  const type = typeName as FieldType;
  const picklistValues = picklistOf(extra.get("values"));
  return {
    name,
    label,
    type,
    ...sizeOf(type, size),
    ...flagsOf(letters),
    custom: name.endsWith("__c"),
    defaultValue: defaultOf(type, extra.get("default"), picklistValues),
    picklistValues,
    referenceTo: extra.get("to")?.split("/") ?? [],
    relationshipName: extra.get("as") ?? null,
    childRelationshipName: extra.get("children") ?? null,
    cascadeDelete: extra.has("cascade"),
    restrictedDelete: extra.has("restrict"),
    compoundFieldName: extra.get("part") ?? null,
    extraTypeInfo: extra.get("info") ?? null,
    inlineHelpText: extra.get("help") ?? null,
  };
}

function childrenOf(parent: string, all: ReadonlyMap<string, readonly FieldSchema[]>): ChildRelationship[] {
  return [...all].flatMap(([childObject, fields]) =>
    fields
      .filter(({ referenceTo }) => referenceTo.includes(parent))
      .map((field) => ({
        childObject,
        field: field.name,
        relationshipName: field.childRelationshipName,
        cascadeDelete: field.cascadeDelete,
        restrictedDelete: field.restrictedDelete,
      })),
  );
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string | null): Map<string, T> {
  return new Map(
    items.flatMap((item): [string, T][] => {
      const name = nameOf(item)?.toLowerCase();
      return name ? [[name, item]] : [];
    }),
  );
}

function objectOf(facts: ObjectFacts, all: ReadonlyMap<string, readonly FieldSchema[]>): ObjectSchema {
  const fields = all.get(facts.name) ?? [];
  const childRelationships = childrenOf(facts.name, all);
  const fieldMap = byName(fields, ({ name }) => name);
  const parentMap = byName(fields, ({ relationshipName }) => relationshipName);
  const childMap = byName(childRelationships, ({ relationshipName }) => relationshipName);
  const can = (letter: string) => facts.abilities.includes(letter);
  return {
    name: facts.name,
    label: facts.label,
    labelPlural: facts.labelPlural,
    keyPrefix: facts.keyPrefix,
    custom: facts.custom ?? false,
    createable: can("c"),
    updateable: can("u"),
    deletable: can("d"),
    queryable: can("Q"),
    searchable: can("S"),
    layoutable: can("L"),
    undeletable: (can("d") || can("B")) && fieldMap.has("isdeleted"),
    fields,
    childRelationships,
    recordTypes: facts.recordTypes ?? [],
    field: (name) => fieldMap.get(name.toLowerCase()),
    parent: (name) => parentMap.get(name.toLowerCase()),
    child: (name) => childMap.get(name.toLowerCase()),
  };
}

/** The org's schema: the standard objects with this org's own fields, and its custom object. */
export function buildSchema(all: readonly ObjectFacts[] = objectFacts): Schema {
  const fields = new Map(all.map((facts) => [facts.name, facts.fields.trim().split("\n").map(fieldOf)]));
  const objects = all.map((facts) => objectOf(facts, fields));
  const names = byName(objects, ({ name }) => name);
  const prefixes = new Map(objects.map((object) => [object.keyPrefix, object]));
  return {
    objects,
    object: (name) => names.get(name.toLowerCase()),
    byKeyPrefix: (prefix) => prefixes.get(prefix),
  };
}
