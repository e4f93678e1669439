import type { ObjectBasis } from "../../data/assemble-schema.ts";
import type { FieldSchema } from "../../store/schema.ts";
import { usualField } from "./custom-field.ts";
import type { XmlFile } from "./xml-file.ts";

const readOnly = { ...usualField, createable: false, updateable: false, nillable: false, custom: false };

function by(name: string, label: string): FieldSchema {
  const relationshipName = name.replace(/Id$/, "");
  return { ...readOnly, name, label, type: "reference", length: 18, referenceTo: ["User"], relationshipName };
}

function at(name: string, label: string): FieldSchema {
  return { ...readOnly, name, label, type: "datetime", groupable: false };
}

const owner: FieldSchema = {
  ...by("OwnerId", "Owner ID"),
  createable: true,
  updateable: true,
  defaultedOnCreate: true,
  referenceTo: ["Group", "User"],
  namePointing: true,
};

function nameField(file: XmlFile | undefined): FieldSchema {
  const within = file?.within("nameField") ?? {};
  const isNumbered = file?.text("type", within) === "AutoNumber";
  return {
    ...usualField,
    custom: false,
    name: "Name",
    label: file?.text("label", within) ?? "Name",
    type: "string",
    length: 80,
    nillable: false,
    nameField: true,
    idLookup: true,
    autoNumber: isNumbered,
    createable: !isNumbered,
    updateable: !isNumbered,
    defaultedOnCreate: true,
  };
}

/** The fields that every custom object has. */
function systemFields(file: XmlFile | undefined, isDetail: boolean): FieldSchema[] {
  const activities = file?.is("enableActivities") ?? false;
  return [
    { ...readOnly, name: "Id", label: "Record ID", type: "id", length: 18, idLookup: true },
    ...(isDetail ? [] : [owner]),
    { ...readOnly, name: "IsDeleted", label: "Deleted", type: "boolean" },
    nameField(file),
    at("CreatedDate", "Created Date"),
    by("CreatedById", "Created By ID"),
    at("LastModifiedDate", "Last Modified Date"),
    by("LastModifiedById", "Last Modified By ID"),
    at("SystemModstamp", "System Modstamp"),
    ...(activities
      ? [
          {
            ...readOnly,
            nillable: true,
            name: "LastActivityDate",
            label: "Last Activity Date",
            type: "date" as const,
          },
        ]
      : []),
  ];
}

/** A custom object as its describe would have it; without a file of its own by Salesforce's defaults. */
export function customObject(
  name: string,
  {
    keyPrefix,
    file,
    fields,
  }: { keyPrefix: string; file: XmlFile | undefined; fields: readonly FieldSchema[] },
): ObjectBasis {
  const isDetail = fields.some(
    ({ type, nillable, cascadeDelete }) => type === "reference" && !nillable && cascadeDelete,
  );
  const label = file?.text("label") ?? name.replace(/__c$/, "").replaceAll("_", " ");
  return {
    name,
    label,
    labelPlural: file?.text("pluralLabel") ?? `${label}s`,
    keyPrefix,
    custom: true,
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    searchable: file === undefined || file.text("enableSearch") !== "false",
    layoutable: true,
    fields: [...systemFields(file, isDetail), ...fields],
    recordTypes: [],
  };
}
