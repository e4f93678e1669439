import type { FieldSchema, FieldType } from "../../store/schema.ts";
import { picklistOf, type ValueSets } from "./value-sets.ts";
import type { XmlFile } from "./xml-file.ts";

/** What a describe says of a field that everybody may write. */
export const usualField = {
  length: 0,
  precision: 0,
  scale: 0,
  digits: 0,
  nillable: true,
  createable: true,
  updateable: true,
  filterable: true,
  sortable: true,
  groupable: true,
  aggregatable: true,
  calculated: false,
  defaultedOnCreate: false,
  defaultValue: null,
  custom: true,
  externalId: false,
  unique: false,
  caseSensitive: false,
  idLookup: false,
  nameField: false,
  autoNumber: false,
  restrictedPicklist: false,
  picklistValues: [],
  referenceTo: [],
  relationshipName: null,
  childRelationshipName: null,
  cascadeDelete: false,
  restrictedDelete: false,
  permissionable: true,
  namePointing: false,
  writeRequiresMasterRead: false,
  extraTypeInfo: null,
  compoundFieldName: null,
  inlineHelpText: null,
} satisfies Partial<FieldSchema>;

/** A metadata type's type in describes, and the length that Salesforce gives it. */
const types: Readonly<Record<string, [type: FieldType, length: number]>> = {
  Text: ["string", 255],
  TextArea: ["textarea", 255],
  LongTextArea: ["textarea", 32_768],
  Html: ["textarea", 32_768],
  EncryptedText: ["encryptedstring", 175],
  Email: ["email", 80],
  Phone: ["phone", 40],
  Url: ["url", 255],
  Picklist: ["picklist", 255],
  MultiselectPicklist: ["multipicklist", 4_099],
  Checkbox: ["boolean", 0],
  Number: ["double", 0],
  Currency: ["currency", 0],
  Percent: ["percent", 0],
  Summary: ["double", 0],
  Date: ["date", 0],
  DateTime: ["datetime", 0],
  Time: ["time", 0],
  AutoNumber: ["string", 30],
  Lookup: ["reference", 18],
  MasterDetail: ["reference", 18],
  Hierarchy: ["reference", 18],
  MetadataRelationship: ["string", 255],
  Location: ["location", 0],
};

const numbers = new Set<FieldType>(["double", "currency", "percent"]);
const unsorted = new Set<FieldType>(["textarea", "multipicklist", "location"]);

function typeOf(file: XmlFile): { metadataType: string; type: FieldType; length: number } {
  const metadataType = file.text("type") ?? "";
  const found = Object.hasOwn(types, metadataType) ? types[metadataType] : undefined;
  if (!found)
    throw file.refuse(
      `<type>${metadataType}`,
      metadataType === "" ? "has no type." : `has the unknown field type ${JSON.stringify(metadataType)}.`,
      `Types are ${Object.keys(types).join(", ")}.`,
    );
  const [type, length] = found;
  return { metadataType, type, length: length === 0 ? 0 : file.number("length", length) };
}

function reference(file: XmlFile, name: string, metadataType: string): Partial<FieldSchema> {
  const target = metadataType === "Hierarchy" ? "User" : file.text("referenceTo");
  if (target === undefined)
    throw file.refuse("<type>", "is a relationship that does not say to which object.");
  const isMaster = metadataType === "MasterDetail";
  const children = file.text("relationshipName");
  const constraint = file.text("deleteConstraint");
  return {
    referenceTo: [target],
    relationshipName: name.replace(/__c$/, "__r"),
    childRelationshipName: children === undefined ? null : `${children}__r`,
    cascadeDelete: isMaster || constraint === "Cascade",
    restrictedDelete: constraint === "Restrict",
    ...(isMaster && { nillable: false, updateable: file.is("reparentableMasterDetail") }),
  };
}

/** Only fixed values are kept: formulas are not computed. */
function defaultOf(file: XmlFile, type: FieldType): FieldSchema["defaultValue"] {
  const text = file.text("defaultValue");
  if (type === "boolean") return text === "true";
  const [, quoted] = /^(?:"([^"]*)"|'([^']*)')$/.exec(text ?? "") ?? [];
  return quoted ?? (text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? text : null);
}

function numberFacts(file: XmlFile, type: FieldType): Partial<FieldSchema> {
  if (!numbers.has(type)) return {};
  return { precision: file.number("precision", 18), scale: file.number("scale", 0) };
}

function locationParts(field: FieldSchema, scale: number): FieldSchema[] {
  const base = field.name.replace(/__c$/, "");
  return ["Latitude", "Longitude"].map((part) => ({
    ...usualField,
    name: `${base}__${part}__s`,
    label: `${field.label} (${part})`,
    type: "double" as const,
    precision: scale + 3,
    scale,
    groupable: false,
    compoundFieldName: field.name,
  }));
}

/** A custom field as its describe would have it, with those that it is made of. Throws LoadError. */
export function customField(file: XmlFile, name: string, sets: ValueSets): FieldSchema[] {
  const { metadataType, type, length } = typeOf(file);
  const picklist = /picklist$/.test(type) ? picklistOf(file, sets) : undefined;
  const isCalculated = file.text("formula") !== undefined || metadataType === "Summary";
  const isNumbered = metadataType === "AutoNumber";
  const isWritable = !isCalculated && !isNumbered && type !== "location";
  const values = picklist?.values ?? [];
  const required = file.is("required") || type === "boolean";
  const field: FieldSchema = {
    ...usualField,
    name,
    label: file.text("label") ?? name.replace(/__c$/, "").replaceAll("_", " "),
    type,
    length,
    ...numberFacts(file, type),
    nillable: !required,
    createable: isWritable,
    updateable: isWritable,
    sortable: !unsorted.has(type),
    filterable: type !== "textarea" || length <= 255,
    groupable: !unsorted.has(type) && !numbers.has(type) && type !== "datetime" && !isCalculated,
    aggregatable: !unsorted.has(type) && type !== "boolean",
    calculated: isCalculated,
    autoNumber: isNumbered,
    defaultedOnCreate: type === "boolean" || isNumbered,
    externalId: file.is("externalId"),
    unique: file.is("unique"),
    idLookup: file.is("externalId"),
    caseSensitive: file.is("caseSensitive"),
    restrictedPicklist: picklist?.restricted ?? false,
    picklistValues: values,
    defaultValue: values.find(({ defaultValue }) => defaultValue)?.value ?? defaultOf(file, type),
    inlineHelpText: file.text("inlineHelpText") ?? null,
    ...(type === "reference" && reference(file, name, metadataType)),
  };
  return type === "location" ? [...locationParts(field, file.number("scale", 6)), field] : [field];
}
