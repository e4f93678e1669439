import { fieldFlags, type ObjectFacts } from "../store/object-facts.ts";
import type { FieldSchema, FieldType, PicklistValue, Schema } from "../store/schema.ts";
import { assembleSchema, type ObjectBasis } from "./assemble-schema.ts";
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

/** The compact facts of an object, read. */
export function basisOf({ fields, abilities, ...facts }: ObjectFacts): ObjectBasis {
  const can = (letter: string) => abilities.includes(letter);
  return {
    ...facts,
    custom: facts.custom ?? false,
    recordTypes: facts.recordTypes ?? [],
    createable: can("c"),
    updateable: can("u"),
    deletable: can("d"),
    queryable: can("Q"),
    searchable: can("S"),
    layoutable: can("L"),
    goesWithParent: can("B"),
    fields: fields.trim().split("\n").map(fieldOf),
  };
}

let built: Schema | undefined;

/**
 * The org's schema: the standard objects with this org's own fields, and its custom object. Nobody changes it: all orgs
 * of a process share it.
 */
export function buildSchema(): Schema {
  built ??= assembleSchema(objectFacts.map(basisOf));
  return built;
}
