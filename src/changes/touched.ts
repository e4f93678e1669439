import { isObject, type JsonObject } from "../json-object.ts";
import { typeOf } from "../salesforce/records/identity.ts";
import type { ByParentKey } from "./journal.ts";

/** What a record's values change, by field. */
export interface Touched {
  /** Plain values. */
  values: Record<string, unknown>;
  /** Parents that are named by external id, by the field that refers to them; values that are not known here too. */
  byKey: Record<string, ByParentKey>;
}

/** `Account` refers by AccountId, `Parent__r` by Parent__c: Salesforce's own rule for the names of relationships. */
function referenceField(relationship: string): string {
  return /__r$/i.test(relationship) ? relationship.replace(/__r$/i, "__c") : `${relationship}Id`;
}

/** A value that Salesforce takes from the answer of an earlier part, so that it is not known here. */
function isReferred(value: unknown): boolean {
  return typeof value === "string" && value.includes("@{");
}

/** Of a field's value only that it was written is known. */
const unknownValue: ByParentKey = { path: "", value: undefined };

function parentKey(relationship: string, parent: JsonObject): ByParentKey {
  const [[field, value] = ["Id", undefined]] = Object.entries(parent).filter(
    ([name]) => name !== "attributes",
  );
  // Of a polymorphic parent only the fields of every Name can be asked for, and an external id is none of them.
  return typeOf(parent) === undefined && !isReferred(value)
    ? { path: `${relationship}.${field}`, value }
    : unknownValue;
}

/** The fields that a body's values touch; Id and attributes are none. */
export function touchedBy(values: JsonObject): Touched {
  const touched: Touched = { values: {}, byKey: {} };
  for (const [name, value] of Object.entries(values)) {
    if (/^(?:id|attributes)$/i.test(name)) continue;
    if (isObject(value) && !("records" in value))
      touched.byKey[referenceField(name)] = parentKey(name, value);
    else if (isReferred(value)) touched.byKey[name] = unknownValue;
    else if (!isObject(value)) touched.values[name] = value;
  }
  return touched;
}

/** All fields that are touched, by API name. */
export function fieldsOf({ values, byKey }: Touched): string[] {
  return [...Object.keys(values), ...Object.keys(byKey)];
}
