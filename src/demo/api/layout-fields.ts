import type { FieldSchema, ObjectSchema } from "../store/schema.ts";

/** What people see first of an object; of any other its name, owner and dates. */
const chosen: Readonly<Record<string, readonly string[]>> = {
  Account: ["Name", "Type", "Industry", "Phone", "BillingCity", "OwnerId"],
  Contact: ["Name", "Title", "AccountId", "Phone", "Email", "OwnerId"],
  Lead: ["Name", "Company", "Status", "Email", "Phone", "OwnerId"],
  Opportunity: ["Name", "AccountId", "StageName", "Amount", "CloseDate", "OwnerId"],
  Case: ["CaseNumber", "Subject", "Status", "Priority", "AccountId", "OwnerId"],
  Project__c: ["Name", "Account__c", "Status__c", "Start_Date__c", "End_Date__c", "OwnerId"],
};
const usual = ["OwnerId", "CreatedDate", "LastModifiedDate"];

/** The fields of list views and compact layouts. */
export function shortFields(object: ObjectSchema): FieldSchema[] {
  const name = object.fields.find(({ nameField }) => nameField)?.name;
  const names = chosen[object.name] ?? [...(name ? [name] : []), ...usual];
  return names.flatMap((each) => object.field(each) ?? []);
}

/** The fields of a page: all that people may fill in, and the short ones. */
export function layoutFields(object: ObjectSchema): FieldSchema[] {
  const short = shortFields(object);
  const others = object.fields.filter(
    (field) => (field.createable || field.updateable) && !short.includes(field),
  );
  return [...short, ...others];
}
