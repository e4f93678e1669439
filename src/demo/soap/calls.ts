import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { type Conversion, convertLead } from "../rows/convert-lead.ts";
import { undeleteRecord } from "../rows/delete.ts";
import { mergeRecords } from "../rows/merge.ts";
import { to18 } from "../store/ids.ts";
import type { ObjectSchema } from "../store/schema.ts";
import { listOf, textOf } from "./envelope.ts";

const nil = { "@xsi:nil": "true" };

function failure(error: unknown): JsonRecord {
  if (!(error instanceof ApiError)) throw error;
  const { errorCode: statusCode, message, fields = [] } = error;
  return { errors: { ...(fields.length > 0 && { fields }), message, statusCode }, id: nil, success: "false" };
}

/** Does each part of a call for itself: one that fails leaves the others as they are. */
function each<Part>(
  org: Org,
  parts: readonly Part[],
  most: number,
  work: (part: Part) => JsonRecord,
): JsonRecord[] {
  if (parts.length > most)
    throw new ApiError(
      500,
      "EXCEEDED_ID_LIMIT",
      `record limit reached. cannot submit more than ${most} records into this call`,
    );
  return parts.map((part) => {
    try {
      return org.store.savepoint(() => ({ success: "true", ...work(part) }));
    } catch (error) {
      return failure(error);
    }
  });
}

function objectOfId(org: Org, id: string): ObjectSchema {
  const full = to18(id);
  const object = full && org.schema.byKeyPrefix(full.slice(0, 3));
  if (object) return object;
  throw new ApiError(400, "MALFORMED_ID", `malformed id ${id}`, []);
}

function undelete(org: Org, userId: string, body: JsonRecord): JsonRecord[] {
  const ids = listOf(body["ids"]).map((id) => textOf(id) ?? "");
  return each(org, ids, 200, (id) => {
    undeleteRecord(org, userId, objectOfId(org, id), id);
    return { id: to18(id) };
  });
}

/** The fields of an sObject in XML; those that `fieldsToNull` names are null. */
function fieldsOf(record: JsonRecord): JsonRecord {
  const entries = Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    const text = textOf(value);
    return /^(?:@|#|type$|id$|fieldsToNull$)/i.test(name) || text === undefined ? [] : [[name, text]];
  });
  const emptied = listOf(record["fieldsToNull"]).flatMap((name) => textOf(name) ?? []);
  return Object.fromEntries([...entries, ...emptied.map((name): [string, null] => [name, null])]);
}

/** An element that may stand twice in a row: sObjects carry their id as `Id` and as `id`. */
function idIn(record: JsonRecord): string {
  const [id] = [...listOf(record["Id"]), ...listOf(record["id"])];
  return textOf(id) ?? "";
}

function merge(org: Org, userId: string, body: JsonRecord): JsonRecord[] {
  return each(org, listOf(body["request"]).map(keyed), 200, (request) => {
    const master = keyed(request["masterRecord"]);
    const type = textOf(master["type"]) ?? textOf(keyed(master)["@type"]) ?? "";
    const object = org.schema.object(type.replace(/^.*:/, ""));
    if (!object) throw new ApiError(400, "INVALID_TYPE", `sObject type '${type}' is not supported.`, []);
    const losers = listOf(request["recordToMergeIds"]).map((id) => textOf(id) ?? "");
    const { id, merged, updated } = mergeRecords(org, userId, object, idIn(master), losers, fieldsOf(master));
    return { id, mergedRecordIds: merged, updatedRelatedIds: updated };
  });
}

function conversionOf(part: JsonRecord): Conversion {
  const text = (name: string) => textOf(part[name]);
  const flag = (name: string) => text(name) === "true" || text(name) === "1";
  return {
    leadId: text("leadId") ?? "",
    convertedStatus: text("convertedStatus") ?? "",
    accountId: text("accountId"),
    contactId: text("contactId"),
    opportunityId: text("opportunityId"),
    opportunityName: text("opportunityName"),
    ownerId: text("ownerId"),
    doNotCreateOpportunity: flag("doNotCreateOpportunity"),
    overwriteLeadSource: flag("overwriteLeadSource"),
  };
}

function convert(org: Org, userId: string, body: JsonRecord): JsonRecord[] {
  const parts = listOf(body["leadConverts"] ?? body["LeadConvert"]).map(keyed);
  return each(org, parts, 100, (part) => {
    const { accountId, contactId, opportunityId, leadId } = convertLead(org, userId, conversionOf(part));
    return { accountId, contactId, leadId, opportunityId: opportunityId ?? nil };
  });
}

type Call = (org: Org, userId: string, body: JsonRecord) => JsonRecord[];

/** The calls of the partner WSDL that REST has no resource for (SOAP API Developer Guide). */
export const calls: Readonly<Record<string, Call>> = { undelete, merge, convertLead: convert };
