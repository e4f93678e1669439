import { filteredLookupInfo } from "../rows/lookup-filters.ts";
import type { FieldSchema, FieldType, ObjectSchema } from "../store/schema.ts";

/** XML types of the kinds that are not text. */
const soapTypes: Partial<Record<FieldType, string>> = {
  id: "tns:ID",
  reference: "tns:ID",
  boolean: "xsd:boolean",
  int: "xsd:int",
  long: "xsd:long",
  double: "xsd:double",
  currency: "xsd:double",
  percent: "xsd:double",
  date: "xsd:date",
  datetime: "xsd:dateTime",
  time: "xsd:time",
  base64: "xsd:base64Binary",
  address: "urn:address",
  location: "urn:location",
  anyType: "xsd:anyType",
};

const fixedReferences = new Set([
  "MasterRecordId",
  "RecordTypeId",
  "OwnerId",
  "CreatedById",
  "LastModifiedById",
]);

/** Lookups by which a search of this object can be narrowed beforehand. */
function searchPrefilterable(object: ObjectSchema, field: FieldSchema): boolean {
  return (
    object.searchable &&
    field.relationshipName !== null &&
    field.type === "reference" &&
    !fixedReferences.has(field.name)
  );
}

/** Ids and fields kept in ASCII take a byte a character, other text up to three. */
function byteLength(field: FieldSchema): number {
  const ascii =
    field.type === "id" || field.type === "reference" || field.name === "Fiscal" || field.name === "Comments";
  return ascii ? field.length : field.length * 3;
}

function picklistValues(field: FieldSchema): unknown[] {
  return field.picklistValues.map(({ active, defaultValue, label, value }) => ({
    active,
    defaultValue,
    label,
    validFor: null,
    value,
  }));
}

/** What no field of the demo org has: formulas, dependent picklists, encryption, and the like. */
const absent = {
  aiPredictionField: false,
  calculatedFormula: null,
  controllerName: null,
  defaultValueFormula: null,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  mask: null,
  maskType: null,
  referenceTargetField: null,
  relationshipOrder: null,
} as const;

/** A field as `/sobjects/X/describe` shows it: 57 keys in alphabetical order. */
export function describeField(object: ObjectSchema, field: FieldSchema): Record<string, unknown> {
  const { childRelationshipName: _child, cascadeDelete, restrictedDelete, described, ...facts } = field;
  const keys = {
    ...absent,
    ...facts,
    byteLength: byteLength(field),
    // A standard lookup's cascade is told by the parent's child relationship alone.
    cascadeDelete: field.custom && cascadeDelete,
    filteredLookupInfo: filteredLookupInfo(object.name, field.name),
    restrictedDelete: field.custom && restrictedDelete,
    picklistValues: picklistValues(field),
    polymorphicForeignKey: field.referenceTo.length > 1,
    queryByDistance: field.type === "address" || field.type === "location",
    searchPrefilterable: searchPrefilterable(object, field),
    soapType: soapTypes[field.type] ?? "xsd:string",
    ...described,
  };
  return Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
}
