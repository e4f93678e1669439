import type { FieldSchema, ObjectSchema, Schema } from "../store/schema.ts";

/** Accounts, and what everybody can read. */
const readable: ReadonlySet<string> = new Set([
  "Account",
  "User",
  "Organization",
  "RecordType",
  "Profile",
  "UserRole",
]);
/** What field-level security hides. */
const hidden: ReadonlySet<string> = new Set(["Account.AnnualRevenue"]);

function readOnlyField(field: FieldSchema): FieldSchema {
  return { ...field, createable: false, updateable: false };
}

function readOnly(object: ObjectSchema): ObjectSchema {
  const fields = object.fields.filter(({ name }) => !hidden.has(`${object.name}.${name}`)).map(readOnlyField);
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const parents = new Map(
    fields.flatMap((field) =>
      field.relationshipName && field.referenceTo.some((name) => readable.has(name))
        ? [[field.relationshipName.toLowerCase(), field]]
        : [],
    ),
  );
  const children = object.childRelationships.filter(({ childObject }) => readable.has(childObject));
  return {
    ...object,
    createable: false,
    updateable: false,
    deletable: false,
    fields,
    childRelationships: children,
    field: (name) => byName.get(name.toLowerCase()),
    parent: (name) => parents.get(name.toLowerCase()),
    child: (name) => children.find((each) => each.relationshipName?.toLowerCase() === name.toLowerCase()),
  };
}

/**
 * What the user with few rights knows of the org: accounts to read, one of their fields hidden. To such a user whatever
 * is not in it does not exist, as in Salesforce.
 */
export function fewRights(schema: Schema): Schema {
  const objects = schema.objects.filter(({ name }) => readable.has(name)).map(readOnly);
  const byName = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
  const byPrefix = new Map(objects.map((object) => [object.keyPrefix, object]));
  return {
    objects,
    object: (name) => byName.get(name.toLowerCase()),
    byKeyPrefix: (prefix) => byPrefix.get(prefix),
  };
}
