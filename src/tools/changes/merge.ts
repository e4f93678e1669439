import * as z from "zod";
import type { Actions } from "../../guard/action.ts";
import { isObject } from "../../json-object.ts";
import { sameId } from "../../salesforce/records/identity.ts";
import { errorItems, SalesforceError } from "../../salesforce/rest/errors.ts";
import { tool } from "../../tool/tool.ts";
import { fieldName, objectName, record, recordId } from "../arguments.ts";

const input = z.object({
  object: objectName.describe("Account, Contact, Lead or Case"),
  masterId: recordId.describe("The record that stays"),
  duplicateIds: z.array(recordId).min(1).max(2).describe("Records that are merged into it and deleted"),
  record: record.optional().describe("Field values that the master gets; null empties a field"),
});

type MergeArguments = z.output<typeof input>;

function problem({ masterId, duplicateIds, record: values = {} }: MergeArguments): string | undefined {
  if (duplicateIds.some((id) => sameId(id, masterId))) return "duplicateIds: the master is among them.";
  const [first, second] = duplicateIds;
  if (second !== undefined && sameId(first ?? "", second)) return "duplicateIds: one record is named twice.";
  for (const [name, value] of Object.entries(values)) {
    if (!fieldName.safeParse(name).success || name.includes("."))
      return `record: ${JSON.stringify(name)} is no API name.`;
    if (/^id$/i.test(name)) return "record: leave Id out; masterId says it.";
    if (isObject(value) || Array.isArray(value)) return `record.${name}: takes a single value.`;
  }
  return undefined;
}

function actions({ object, masterId, duplicateIds, record: values = {} }: MergeArguments): Actions {
  const names = Object.keys(values);
  const gets = names.length === 0 ? "" : ` and gets new values for ${names.join(", ")}`;
  const manner = `by merging into ${masterId}, which gets what hangs on them${gets}; it cannot be taken back`;
  return [{ effect: "delete", object, ids: duplicateIds, manner }];
}

export const mergeRecords = tool({
  title: "Merge duplicates",
  description:
    "Merges one or two duplicate Salesforce accounts, contacts, leads or cases into a master record: what hangs on them goes to the master, and they are deleted. It cannot be taken back.",
  effect: "delete",
  input,
  check: problem,
  actions,
  async run(args, { salesforce }) {
    const { merge } = await import("../../salesforce/soap/merge.ts");
    const { result, merged, related } = await merge(salesforce, args);
    if (!result.success) throw new SalesforceError({ status: 400, items: errorItems(result.errors) });
    return {
      id: result.id ?? args.masterId,
      success: true,
      merged: merged.length > 0 ? merged : args.duplicateIds,
      ...(related.length > 0 && { movedToMaster: related.length }),
    };
  },
});
