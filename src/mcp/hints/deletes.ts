import { callOf } from "../../errors.ts";
import { describeGlobal, describeObject } from "../../salesforce/metadata/describe.ts";
import { isRecordId } from "../../salesforce/records/identity.ts";
import type { ChildRelationship } from "../../salesforce/rest/answers.ts";
import { sameName } from "../../spelling.ts";
import { askedObject, type Failure } from "./failure.ts";

const general = "Other records depend on this one; delete or reassign them first.";

/** What Salesforce says of those that hang on the record: `associated with the following cases.: 00001026`. */
const holders = [/associated with the following ([^.:]+?)\s*\.?\s*:/i, /because some ([^.:]+?) in /i];

/** The child relationships of the object that the message calls by its label. */
async function blocking(failure: Failure, object: string): Promise<ChildRelationship[]> {
  const { message } = failure.item;
  const label = holders.map((said) => said.exec(message)?.[1]).find((found) => found !== undefined);
  if (label === undefined) return [];
  const named = (await describeGlobal(failure.salesforce)).filter(
    ({ label: one, labelPlural }) => sameName(one, label) || sameName(labelPlural, label),
  );
  const { childRelationships } = await describeObject(failure.salesforce, object);
  return childRelationships.filter(
    ({ childSObject }) => failure.allows(childSObject) && named.some(({ name }) => name === childSObject),
  );
}

/** What keeps a record from being deleted, and the query that lists it. */
export async function blockedDelete(failure: Failure): Promise<string> {
  const object = askedObject(failure);
  const found = object === undefined ? [] : await blocking(failure, object);
  const [first] = found;
  if (object === undefined || !first) return general;
  const { childSObject: child } = first;
  const fields = found.filter(({ childSObject }) => childSObject === child).map(({ field }) => field);
  const describe = await describeObject(failure.salesforce, child);
  const name = describe.fields.find(({ nameField }) => nameField)?.name;
  const { id } = failure.args;
  const value = typeof id === "string" && isRecordId(id) ? id : "…";
  const where = fields.map((field) => `${field} = '${value}'`).join(" OR ");
  const soql = `SELECT ${name ? `Id, ${name}` : "Id"} FROM ${child} WHERE ${where}`;
  return `${child} records hold it: ${callOf("executeQuery", { soql })} lists them. Delete them first, or give them another ${object} (${fields.join(", ")}).`;
}
