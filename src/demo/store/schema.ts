/** Field types as Salesforce's describe names them. */
export type FieldType =
  | "id"
  | "string"
  | "textarea"
  | "email"
  | "phone"
  | "url"
  | "encryptedstring"
  | "picklist"
  | "multipicklist"
  | "combobox"
  | "reference"
  | "boolean"
  | "int"
  | "long"
  | "double"
  | "currency"
  | "percent"
  | "date"
  | "datetime"
  | "time"
  | "base64"
  | "address"
  | "location"
  | "anyType";

export interface PicklistValue {
  value: string;
  label: string;
  active: boolean;
  defaultValue: boolean;
}

/**
 * One field.
 * Columns in SQLite: id, reference and text TEXT (18-character ids); boolean INTEGER 0/1; int, long
 * INTEGER; double, currency, percent REAL; date TEXT `YYYY-MM-DD`; datetime INTEGER milliseconds since
 * the epoch; time TEXT `HH:MM:SS.mmmZ`; base64 BLOB; address and location have no column of their own.
 */
export interface FieldSchema {
  name: string;
  label: string;
  type: FieldType;
  length: number;
  precision: number;
  scale: number;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  filterable: boolean;
  sortable: boolean;
  groupable: boolean;
  aggregatable: boolean;
  calculated: boolean;
  defaultedOnCreate: boolean;
  defaultValue: string | number | boolean | null;
  custom: boolean;
  externalId: boolean;
  unique: boolean;
  caseSensitive: boolean;
  idLookup: boolean;
  nameField: boolean;
  autoNumber: boolean;
  restrictedPicklist: boolean;
  picklistValues: readonly PicklistValue[];
  /** Objects a reference may point to; more than one makes it polymorphic. */
  referenceTo: readonly string[];
  relationshipName: string | null;
  /** Name of the child relationship on the parent, or null when it has none. */
  childRelationshipName: string | null;
  cascadeDelete: boolean;
  restrictedDelete: boolean;
  permissionable: boolean;
  namePointing: boolean;
  writeRequiresMasterRead: boolean;
  /** `switchablepersonname`, `plaintextarea` …: a describe's extraTypeInfo. */
  extraTypeInfo: string | null;
  /** Digits of an int. */
  digits: number;
  /** The compound field this one is part of: BillingStreet → BillingAddress, FirstName → Name. */
  compoundFieldName: string | null;
  inlineHelpText: string | null;
  /** What a describe that was loaded says of the field, where it says more than this. */
  described?: Readonly<Record<string, unknown>>;
}

export interface ChildRelationship {
  childObject: string;
  field: string;
  relationshipName: string | null;
  cascadeDelete: boolean;
  restrictedDelete: boolean;
}

export interface ObjectSchema {
  name: string;
  label: string;
  labelPlural: string;
  /** First three characters of its ids. */
  keyPrefix: string;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  searchable: boolean;
  layoutable: boolean;
  /** Has IsDeleted, and so a recycle bin. */
  undeletable: boolean;
  fields: readonly FieldSchema[];
  /** Columns that Salesforce's own rules work with and that nobody sees: a describe that was loaded leaves them out. */
  hidden?: readonly FieldSchema[];
  /** What a describe that was loaded says of the object. */
  described?: Readonly<Record<string, unknown>>;
  childRelationships: readonly ChildRelationship[];
  recordTypes: readonly { id: string; name: string; developerName: string; isDefault: boolean }[];
  /** By lower-case name. */
  field(name: string): FieldSchema | undefined;
  /** By lower-case relationship name: `owner` → the OwnerId field. */
  parent(relationshipName: string): FieldSchema | undefined;
  /** By lower-case relationship name: `contacts`. */
  child(relationshipName: string): ChildRelationship | undefined;
}

export interface Schema {
  /** By API name, case ignored. */
  object(name: string): ObjectSchema | undefined;
  byKeyPrefix(prefix: string): ObjectSchema | undefined;
  objects: readonly ObjectSchema[];
}
