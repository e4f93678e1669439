import type { ChildRelationship, DescribeField, ObjectDescribe, RecordTypeInfo } from "../rest/answers.ts";

/** Picklist values beyond this many are only counted; `fields` shows them all. */
const mostPicklistValues = 12;

/** `string(80)`, `currency(16,2)`, `reference(Account|Contact)`, `picklist{A|B}`. */
function typeText(field: DescribeField, allValues: boolean): string {
  const { type, length, precision, scale, referenceTo } = field;
  if (type === "reference") return `reference(${referenceTo.join("|")})`;
  if (type === "picklist" || type === "multipicklist" || type === "combobox")
    return `${type}${valuesText(field, allValues)}${type === "multipicklist" ? " (several as A;B, found by INCLUDES)" : ""}`;
  if (["currency", "double", "percent"].includes(type)) return `${type}(${precision},${scale})`;
  return length > 0 && type !== "id" ? `${type}(${length})` : type;
}

function valuesText({ picklistValues, restrictedPicklist }: DescribeField, all: boolean): string {
  const values = picklistValues.filter(({ active }) => active).map(({ value }) => value);
  const shown = all ? values : values.slice(0, mostPicklistValues);
  const more = values.length - shown.length;
  return `${restrictedPicklist ? "!" : ""}{${shown.join("|")}${more > 0 ? `|+${more} more` : ""}}`;
}

/** Required on create, as Salesforce's documentation defines it. */
export function isRequired(field: DescribeField): boolean {
  return field.createable && !field.nillable && !field.defaultedOnCreate;
}

/** What a new record gets by itself: `default "Web"`; a checkbox that starts unticked says nothing. */
function defaultText({ defaultValue, defaultValueFormula, picklistValues }: DescribeField): string[] {
  if (defaultValueFormula && defaultValue == null) return [`default ${defaultValueFormula}`];
  const value = defaultValue ?? picklistValues.find((one) => one.active && one.defaultValue)?.value;
  return value == null || value === false || value === "" ? [] : [`default ${JSON.stringify(value)}`];
}

function markers(field: DescribeField): string[] {
  const writable = field.createable || field.updateable;
  return [
    ...(isRequired(field) ? ["required"] : []),
    ...(field.createable ? defaultText(field) : []),
    ...(writable ? [] : [field.calculated ? "formula" : "read-only"]),
    ...(field.createable && !field.updateable ? ["only set on create"] : []),
    ...(field.updateable && !field.createable ? ["only changed later"] : []),
    ...(field.externalId ? ["external id"] : []),
    ...(field.unique ? ["unique"] : []),
    ...(field.nameField ? ["name"] : []),
    ...(field.filterable ? [] : ["not filterable"]),
  ];
}

/** The label only where the name does not tell it: `BillingCity` tells "Billing City". */
function labelText({ name, label }: DescribeField): string | undefined {
  const told = name.replace(/__c$/, "").replaceAll("_", "").replace(/Id$/, "").toLowerCase();
  const said = label
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .replace(/ID$/, "")
    .toLowerCase();
  return told === said ? undefined : `"${label}"`;
}

/** One field in a line: `AccountId reference(Account) as Account, "Account ID"`. */
function fieldText(field: DescribeField, allValues: boolean): string {
  const label = labelText(field);
  const facts = [
    typeText(field, allValues),
    ...(field.relationshipName ? [`as ${field.relationshipName}`] : []),
    ...(label ? [label] : []),
    ...markers(field),
  ];
  return facts.join(" ");
}

function isCompoundPart({ compoundFieldName, name }: DescribeField): boolean {
  return compoundFieldName != null && compoundFieldName !== name && /Address$|__c$/.test(compoundFieldName);
}

const compoundTypes = new Set(["address", "location"]);

/** `address, write its parts: BillingStreet(255) BillingCity(40)`: lengths are needed to write them. */
function compoundText(field: DescribeField, all: readonly DescribeField[]): string {
  const parts = all.filter(
    ({ name, compoundFieldName }) => compoundFieldName === field.name && name !== field.name,
  );
  const names = parts.map(({ name, type, length }) => (type === "string" ? `${name}(${length})` : name));
  const label = labelText(field);
  return `${field.type}${label ? ` ${label}` : ""}, write its parts: ${names.join(" ")}`;
}

/**
 * Chosen fields of an object for a model: by name with their facts in one text each. Parts of an address or location
 * are listed under it; chosen without it, as by name or search, they are fields of their own.
 */
export function compactFields(
  fields: readonly DescribeField[],
  all: readonly DescribeField[],
  narrowed = false,
): Record<string, string> {
  const shown = fields.filter((field) => narrowed || !isCompoundPart(field));
  const texts = shown.map((field) => [
    field.name,
    compoundTypes.has(field.type) ? compoundText(field, all) : fieldText(field, narrowed),
  ]);
  return Object.fromEntries(texts);
}

/** `Contacts` → `Contact.AccountId`; relationships without a name cannot be queried. */
export function compactChildren(children: readonly ChildRelationship[]): Record<string, string> {
  const named = children.filter(({ relationshipName }) => relationshipName);
  return Object.fromEntries(
    named.map(({ relationshipName, childSObject, field }) => [
      relationshipName ?? "",
      `${childSObject}.${field}`,
    ]),
  );
}

export function compactRecordTypes(infos: readonly RecordTypeInfo[]): object[] {
  return infos
    .filter(({ available, master }) => available && !master)
    .map(({ name, developerName, recordTypeId, defaultRecordTypeMapping }) => ({
      name,
      developerName,
      recordTypeId,
      ...(defaultRecordTypeMapping && { default: true }),
    }));
}

/** What can be done with an object: `create read update delete search`. */
export function abilities(
  object: Pick<ObjectDescribe, "createable" | "queryable" | "updateable" | "deletable" | "searchable">,
): string {
  return [
    ...(object.queryable ? ["query"] : []),
    ...(object.createable ? ["create"] : []),
    ...(object.updateable ? ["update"] : []),
    ...(object.deletable ? ["delete"] : []),
    ...(object.searchable ? ["search"] : []),
  ].join(" ");
}
