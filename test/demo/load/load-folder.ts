import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../own-folder.ts";

type FieldFacts = Record<string, unknown> & { name: string; type: string };

const usual = {
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
};

/** A field as a describe has it, in few words. */
export function field(name: string, type: string, more: Record<string, unknown> = {}): FieldFacts {
  const length = type === "string" ? 80 : 0;
  return {
    ...usual,
    name,
    label: name.replace(/__c$/, ""),
    type,
    length,
    custom: name.endsWith("__c"),
    ...more,
  };
}

const id = field("Id", "id", { length: 18, nillable: false, createable: false, updateable: false });

/** A custom object as its describe has it. */
export function describeOf(name: string, keyPrefix: string, fields: readonly FieldFacts[]) {
  const can = { createable: true, updateable: true, deletable: true, queryable: true, searchable: true };
  const label = name.replace(/__c$/, "");
  return { name, label, labelPlural: `${label}s`, keyPrefix, custom: true, ...can, fields: [id, ...fields] };
}

/** Invoices with numbers of their own, their lines, which belong to them, and links in a circle. */
export const invoice = describeOf("Invoice__c", "a0I", [
  field("Name", "string", { autoNumber: true, nameField: true, createable: false, nillable: false }),
  field("IsDeleted", "boolean", { nillable: false }),
  field("Key__c", "string", { unique: true, externalId: true, idLookup: true }),
  field("Due__c", "date"),
  field("Total__c", "currency", { precision: 10, scale: 2 }),
  field("Gross__c", "double", { precision: 18, scale: 2, calculated: true, createable: false }),
  field("Paid__c", "boolean", { nillable: false }),
  field("Account__c", "reference", { referenceTo: ["Account"], relationshipName: "Account__r" }),
  field("Next__c", "reference", {
    referenceTo: ["Invoice__c"],
    relationshipName: "Next__r",
    nillable: false,
  }),
]);
export const line = describeOf("Line__c", "a0L", [
  field("Name", "string", { nameField: true, nillable: false, defaultedOnCreate: true }),
  field("Invoice__c", "reference", {
    referenceTo: ["Invoice__c"],
    relationshipName: "Invoice__r",
    nillable: false,
    cascadeDelete: true,
  }),
]);

/** A folder to load; texts as they are, other values as JSON. */
export function folderWith(files: Record<string, unknown>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files))
    writeFileSync(
      join(folder, name),
      typeof content === "string" ? content : JSON.stringify(content, null, 1),
    );
  return folder;
}
