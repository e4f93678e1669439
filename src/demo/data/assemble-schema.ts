import type { ChildRelationship, FieldSchema, ObjectSchema, Schema } from "../store/schema.ts";

/** An object before it is known beside which others it stands. */
export interface ObjectBasis
  extends Omit<ObjectSchema, "childRelationships" | "undeletable" | "field" | "parent" | "child"> {
  /** Goes to the recycle bin with its parent alone. */
  goesWithParent?: boolean;
  /** Its child relationships where a describe tells them; of other objects the children's fields do. */
  children?: readonly ChildRelationship[];
}

type ChildrenOf = ReadonlyMap<string, readonly ChildRelationship[]>;

function relationshipOf(childObject: string, field: FieldSchema): ChildRelationship {
  return {
    childObject,
    field: field.name,
    relationshipName: field.childRelationshipName,
    cascadeDelete: field.cascadeDelete,
    restrictedDelete: field.restrictedDelete,
  };
}

/** What points to each object, as the fields of those that do tell it. */
function toldByFields(all: readonly ObjectBasis[]): ChildrenOf {
  const told = new Map(all.map(({ name }): [string, ChildRelationship[]] => [name, []]));
  for (const { name, fields } of all)
    for (const field of fields.filter(({ referenceTo }) => referenceTo.length > 0))
      for (const parent of new Set(field.referenceTo)) told.get(parent)?.push(relationshipOf(name, field));
  return told;
}

/** A describe of the object itself tells them better, and in its own order; of objects that are not there it is not heard. */
function childrenOf(parent: ObjectBasis, all: ChildrenOf): readonly ChildRelationship[] {
  const found = all.get(parent.name) ?? [];
  if (!parent.children) return found;
  const keyOf = ({ childObject, field }: ChildRelationship) => `${childObject}.${field}`;
  const exists = new Set(found.map(keyOf));
  const told = parent.children.filter((child) => exists.has(keyOf(child)));
  const toldKeys = new Set(told.map(keyOf));
  return [...told, ...found.filter((child) => !toldKeys.has(keyOf(child)))];
}

/** Finds items by name, case ignored. What it finds them by is made when it is first asked: of most objects nobody asks. */
function byName<T>(items: readonly T[], nameOf: (item: T) => string | null): (name: string) => T | undefined {
  let found: Map<string, T> | undefined;
  const entries = () =>
    items.flatMap((item): [string, T][] => {
      const name = nameOf(item)?.toLowerCase();
      return name ? [[name, item]] : [];
    });
  return (name) => {
    found ??= new Map(entries());
    return found.get(name.toLowerCase());
  };
}

function objectOf(basis: ObjectBasis, all: ChildrenOf): ObjectSchema {
  const { goesWithParent = false, children: _, ...facts } = basis;
  const childRelationships = childrenOf(basis, all);
  const hasBin = facts.fields.some(({ name }) => name.toLowerCase() === "isdeleted");
  return {
    ...facts,
    childRelationships,
    undeletable: (facts.deletable || goesWithParent) && hasBin,
    field: byName(facts.fields, ({ name }) => name),
    parent: byName(facts.fields, ({ relationshipName }) => relationshipName),
    child: byName(childRelationships, ({ relationshipName }) => relationshipName),
  };
}

/** Objects, each with those that hang on it. */
export function assembleSchema(all: readonly ObjectBasis[]): Schema {
  const children = toldByFields(all);
  const objects = all.map((basis) => objectOf(basis, children));
  const prefixes = new Map(objects.map((object) => [object.keyPrefix, object]));
  return {
    objects,
    object: byName(objects, ({ name }) => name),
    byKeyPrefix: (prefix) => prefixes.get(prefix),
  };
}
