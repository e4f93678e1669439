/** Shapes of what Salesforce answers; only what this server reads. */

export interface DescribeField {
  name: string;
  label: string;
  type: string;
  length: number;
  precision: number;
  scale: number;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  defaultedOnCreate: boolean;
  calculated: boolean;
  custom: boolean;
  externalId: boolean;
  unique: boolean;
  filterable: boolean;
  groupable: boolean;
  /** Whether COUNT and the like take it. */
  aggregatable?: boolean;
  nameField: boolean;
  autoNumber: boolean;
  idLookup: boolean;
  restrictedPicklist: boolean;
  picklistValues: { value: string; label: string; active: boolean; defaultValue: boolean }[];
  referenceTo: string[];
  relationshipName: string | null;
  compoundFieldName?: string | null;
  defaultValue?: unknown;
  /** The formula in place of a fixed default value. */
  defaultValueFormula?: string | null;
  inlineHelpText?: string | null;
}

export interface ChildRelationship {
  childSObject: string;
  field: string;
  relationshipName: string | null;
  cascadeDelete: boolean;
}

export interface RecordTypeInfo {
  name: string;
  developerName?: string;
  recordTypeId: string;
  active?: boolean;
  available: boolean;
  defaultRecordTypeMapping: boolean;
  master: boolean;
}

/** `GET /sobjects/X/describe`. */
export interface ObjectDescribe {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string | null;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  searchable: boolean;
  fields: DescribeField[];
  childRelationships: ChildRelationship[];
  recordTypeInfos: RecordTypeInfo[];
}

/** One object of `GET /sobjects`. */
export interface GlobalObject {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string | null;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  queryable: boolean;
  searchable: boolean;
}

/** `GET /query` and every further page. */
export interface QueryPage {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: Record<string, unknown>[];
}

/** `POST /sobjects/X`, and each item of a collection. */
export interface SaveResult {
  id?: string;
  success: boolean;
  created?: boolean;
  errors: { statusCode?: string; errorCode?: string; message: string; fields?: string[] }[];
}
