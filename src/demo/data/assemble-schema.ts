import type { ChildRelationship, FieldSchema, ObjectSchema, Schema } from "../store/schema.ts";

/** An object before it is known beside which others it stands. */
export interface ObjectBasis
  extends Omit<ObjectSchema, "childRelationships" | "undeletable" | "field" | "parent" | "child"> {
  /** Goes to the recycle bin with its parent alone. */
  goesWithParent?: boolean;
  /** Its child relationships where a describe tells them; of other objects the children's fields do. */
  children?: readonly ChildRelationship[];
}

type FieldsOf = ReadonlyMap<string, readonly FieldSchema[]>;

/** What points to an object, as the fields of those that do tell it. */
function toldByFields(parent: ObjectBasis, all: FieldsOf): ChildRelationship[] {
  return [...all].flatMap(([childObject, fields]) =>
    fields
      .filter(({ referenceTo }) => referenceTo.includes(parent.name))
      .map((field) => ({
        childObject,
        field: field.name,
        relationshipName: field.childRelationshipName,
        cascadeDelete: field.cascadeDelete,
        restrictedDelete: field.restrictedDelete,
      })),
  );
}

/** A describe of the object itself tells them better, and in its own order; of objects that are not there it is not heard. */
function childrenOf(parent: ObjectBasis, all: FieldsOf): ChildRelationship[] {
  const found = toldByFields(parent, all);
  if (!parent.children) return found;
  const keyOf = ({ childObject, field }: ChildRelationship) => `${childObject}.${field}`;
  const exists = new Set(found.map(keyOf));
  const told = parent.children.filter((child) => exists.has(keyOf(child)));
  const toldKeys = new Set(told.map(keyOf));
  return [...told, ...found.filter((child) => !toldKeys.has(keyOf(child)))];
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string | null): Map<string, T> {
  return new Map(
    items.flatMap((item): [string, T][] => {
      const name = nameOf(item)?.toLowerCase();
      return name ? [[name, item]] : [];
    }),
  );
}

function objectOf(basis: ObjectBasis, all: FieldsOf): ObjectSchema {
  const { goesWithParent = false, children: _, ...facts } = basis;
  const childRelationships = childrenOf(basis, all);
  const fieldMap = byName(facts.fields, ({ name }) => name);
  const parentMap = byName(facts.fields, ({ relationshipName }) => relationshipName);
  const childMap = byName(childRelationships, ({ relationshipName }) => relationshipName);
  return {
    ...facts,
    childRelationships,
    undeletable: (facts.deletable || goesWithParent) && fieldMap.has("isdeleted"),
    field: (name) => fieldMap.get(name.toLowerCase()),
    parent: (name) => parentMap.get(name.toLowerCase()),
    child: (name) => childMap.get(name.toLowerCase()),
  };
}

/** Objects, each with those that hang on it. */
export function assembleSchema(all: readonly ObjectBasis[]): Schema {
  const fields = new Map(all.map((basis) => [basis.name, basis.fields]));
  const objects = all.map((basis) => objectOf(basis, fields));
  const names = byName(objects, ({ name }) => name);
  const prefixes = new Map(objects.map((object) => [object.keyPrefix, object]));
  return {
    objects,
    object: (name) => names.get(name.toLowerCase()),
    byKeyPrefix: (prefix) => prefixes.get(prefix),
  };
}
