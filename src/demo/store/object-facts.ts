/**
 * What is known of an object, compactly. A field a line: `name|label|type|size|flags|key=value…`; the size is
 * a length, `precision,scale` or an int's digits; the flags are letters of `fieldFlags`.
 */
export interface ObjectFacts {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  custom?: boolean;
  /** create, update, delete, Query, Search, Layout; Bin: goes to the recycle bin with its parent alone. */
  abilities: string;
  fields: string;
  recordTypes?: readonly { id: string; name: string; developerName: string; isDefault: boolean }[];
}

export const fieldFlags = {
  n: "nillable",
  c: "createable",
  u: "updateable",
  f: "filterable",
  s: "sortable",
  g: "groupable",
  a: "aggregatable",
  d: "defaultedOnCreate",
  k: "calculated",
  r: "restrictedPicklist",
  N: "nameField",
  A: "autoNumber",
  I: "idLookup",
  x: "externalId",
  q: "unique",
  p: "permissionable",
  w: "namePointing",
  C: "caseSensitive",
  R: "writeRequiresMasterRead",
} as const;
