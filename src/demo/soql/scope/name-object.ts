import type { FieldSchema } from "../../store/schema.ts";

/** What polymorphic parents have: the fields of Salesforce's Name object. */
const fieldNames = [
  "Alias",
  "Email",
  "FirstName",
  "Id",
  "IsActive",
  "LastName",
  "Name",
  "Phone",
  "ProfileId",
  "RecordTypeId",
  "Title",
  "Type",
  "UserRoleId",
  "Username",
];

/** Its parents, which are those of a user. */
export const nameParents: ReadonlySet<string> = new Set(["profile", "userrole"]);

function typeOf(name: string): FieldSchema["type"] {
  if (name === "Id") return "id";
  if (name === "IsActive") return "boolean";
  return name.endsWith("Id") ? "reference" : "string";
}

const flags = {
  nillable: true,
  createable: false,
  updateable: false,
  filterable: true,
  sortable: true,
  groupable: true,
  aggregatable: true,
  calculated: false,
  defaultedOnCreate: false,
  custom: false,
  externalId: false,
  unique: false,
  caseSensitive: false,
  idLookup: false,
  autoNumber: false,
  restrictedPicklist: false,
  cascadeDelete: false,
  restrictedDelete: false,
  permissionable: false,
  namePointing: false,
  writeRequiresMasterRead: false,
};

/** A field of the Name object as far as queries look at it; undefined when it has none of that name. */
export function nameObjectField(wanted: string): FieldSchema | undefined {
  const name = fieldNames.find((candidate) => candidate.toLowerCase() === wanted.toLowerCase());
  if (name === undefined) return undefined;
  return {
    ...flags,
    name,
    label: name,
    type: typeOf(name),
    nameField: name === "Name",
    length: 255,
    precision: 0,
    scale: 0,
    digits: 0,
    defaultValue: null,
    picklistValues: [],
    referenceTo: [],
    relationshipName: null,
    childRelationshipName: null,
    compoundFieldName: null,
    extraTypeInfo: null,
    inlineHelpText: null,
  };
}
