import { callOf } from "../../errors.ts";
import { describeGlobal, describeObject } from "../../salesforce/metadata/describe.ts";
import type { QueryPage } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import type { ErrorItem } from "../../salesforce/rest/errors.ts";
import { selectList } from "../../salesforce/soql/select-list.ts";
import { within } from "../../waiting/signals.ts";
import { inProcess, noAccess, noProcess } from "./approvals.ts";
import { blockedDelete } from "./deletes.ts";
import { type Failure, type Hint, statementOf } from "./failure.ts";
import { objectHint, unknownField, unknownObject } from "./names.ts";
import { brokenRule, malformedQuery, partsHint } from "./query-rules.ts";
import { badPicklist, duplicates, notWritable, requiredFields, tooLong, unreadableValue } from "./writes.ts";

/** The object of a search that the org does not know. */
async function unknownTarget({ args, salesforce }: Failure): Promise<string | undefined> {
  const targets: unknown = args["objects"];
  if (!Array.isArray(targets)) return undefined;
  const known = new Set((await describeGlobal(salesforce)).map(({ name }) => name.toLowerCase()));
  const names = targets.map((target: { name?: unknown }) => String(target.name));
  return names.find((name) => !known.has(name.toLowerCase()));
}

async function externalIds(object: string, { salesforce }: Failure): Promise<string> {
  const see = `${callOf("describeObject", { object })} marks the fields that are an external id`;
  const { fields } = await describeObject(salesforce, object);
  const names = fields.filter(({ externalId }) => externalId).map(({ name }) => name);
  return names.length > 0 ? `${see}: ${names.slice(0, 5).join(", ")}.` : `${object} has no external id.`;
}

async function notFound(failure: Failure): Promise<string | undefined> {
  const { args, salesforce } = failure;
  const object = args["object"] ?? (await unknownTarget(failure));
  if (/external id field/i.test(failure.item.message) && typeof object === "string")
    return externalIds(object, failure);
  if (namesFile(args)) return hiddenFile;
  if (args["reportId"] !== undefined) return notFoundIn("report", "listReports");
  if (args["dashboardId"] !== undefined) return notFoundIn("dashboard", "listDashboards");
  if (typeof args["jobId"] === "string")
    return "There is no such bulk job, or it is older than seven days; listBulkJobs shows those there are.";
  if (typeof object !== "string")
    return "Check the name, id or address; what the user may not see is not found either.";
  const objects = await describeGlobal(salesforce);
  if (objects.some(({ name }) => name.toLowerCase() === object.toLowerCase()))
    return "There is no such record, or the user may not see it. Find it with executeQuery.";
  return objectHint(object, failure);
}

/** Ids of documents, versions, attachments and documents of the older kind. */
function namesFile({ id, documentId }: Failure["args"]): boolean {
  return [id, documentId].some((given) => typeof given === "string" && /^(?:069|068|00P|015)/.test(given));
}

const hiddenFile =
  "There is no such file, or Salesforce hides it from this user: it must be their own, shared with them, or on a record that they can see. listFiles shows the files of a record.";

function notFoundIn(kind: string, tool: string): string {
  return `There is no such ${kind}, or the user may not see it; ${tool} finds those the user can see by name or folder.`;
}

function requestLimit({ item }: Failure): string {
  return /concurrent/i.test(item.message)
    ? "Too many long requests run at once; try again in a minute."
    : "The org's daily API requests are used up (they come back over 24 hours); getOrganizationLimits shows them.";
}

const badReference =
  "An id in the request does not exist, is of the wrong object, or the user may not see it.";

const noApiAccess =
  "The user lacks the permission API Enabled (profile or permission set), or the org's edition has no API; ask an administrator.";

/** What SOSL wants otherwise: each of its errors names a token or says that the term is missing. */
function malformedSearch(failure: Failure): string {
  const { args, item, takes } = failure;
  const sosl = typeof args["sosl"] === "string" ? args["sosl"] : undefined;
  const plain = takes("term") ? " Or use term instead of sosl: it needs no escaping." : "";
  if (sosl === undefined) return "Give words of two letters or more; * stands for the rest of a word.";
  if (/^\s*SELECT\b/i.test(sosl)) return "This is SOQL: executeQuery runs it.";
  if (/longer than one character/.test(item.message))
    return `Search for words of two letters or more.${plain}`;
  const inQuotes = /FIND\s+'([^']*)'/i.exec(sosl)?.[1];
  if (inQuotes !== undefined) return `The words stand in braces: FIND {${inQuotes}}.${plain}`;
  const scope = /\bIN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\b(?!\s+FIELDS)/i.exec(sosl)?.[1];
  if (scope !== undefined) return `Write IN ${scope.toUpperCase()} FIELDS.`;
  return `FIND {text} IN ALL FIELDS RETURNING Account(Id, Name); inside the braces ? & | ! { } [ ] ( ) ^ ~ * : " ' + - stand behind a \\.${plain}`;
}

function bulkFeature({ args }: Failure): string {
  return args["operation"] === "hardDelete"
    ? "The user needs the permission Bulk API Hard Delete; delete moves records to the recycle bin instead."
    : "Bulk queries take plain rows: no aggregates, GROUP BY, OFFSET, TYPEOF or child queries. Use executeQuery for those.";
}

/** Bulk queries take addresses and locations by their parts alone. */
async function compoundInBulk(failure: Failure): Promise<string | undefined> {
  if (!/compound data/i.test(failure.item.message)) return undefined;
  const selected = selectList(statementOf(failure) ?? "").items.map(({ name }) => name);
  // A person's Name is made of parts too, and is taken as it is.
  const columns = selected.filter((column) => /(?:Address|__c)$/i.test(column));
  const hints = await Promise.all(columns.map((column) => partsHint(column, failure)));
  const known = hints.filter((hint) => hint !== undefined);
  return known.length > 0 ? known.join(" ") : "Name the parts of addresses and locations, e.g. BillingCity.";
}

async function filterOperator(failure: Failure): Promise<string> {
  return (
    (await brokenRule(failure)) ??
    "The value or operator does not fit the field: ids have 15 or 18 characters, text stands in ', numbers and dates do not; describeObject shows the field's type."
  );
}

async function outsideRange(failure: Failure): Promise<string> {
  return (
    (await brokenRule(failure)) ??
    "The number is too large or too small for the field; describeObject shows its digits."
  );
}

async function convertedStatuses({ salesforce }: Failure): Promise<string> {
  const q = "SELECT MasterLabel FROM LeadStatus WHERE IsConverted = true ORDER BY SortOrder";
  const { records } = await salesforce.get<QueryPage>("/query", { query: { q } });
  return `Converted leads may be ${records.map(({ MasterLabel }) => MasterLabel).join(", ")}; without convertedStatus the first one is taken.`;
}

const hints: Record<string, Hint> = {
  INVALID_FIELD: unknownField,
  INVALID_FIELD_FOR_INSERT_UPDATE: notWritable,
  INVALID_TYPE: unknownObject,
  NOT_FOUND: notFound,
  GONE: "Salesforce has retired this API version: leave SALESFORCE_API_VERSION out, or set one that listApiVersions shows.",
  MALFORMED_QUERY: malformedQuery,
  MALFORMED_SEARCH: malformedSearch,
  PRECONDITION_FAILED: "Read the record again, look at what changed, and decide anew. Nothing was changed.",
  MULTIPLE_MATCHES: "Choose one and use updateRecord with its id.",
  INVALID_QUERY_FILTER_OPERATOR: filterOperator,
  MALFORMED_ID:
    "Ids have 15 or 18 letters and digits and belong to one object; find the record with executeQuery.",
  INVALID_CROSS_REFERENCE_KEY: badReference,
  FIELD_INTEGRITY_EXCEPTION: badReference,
  ENTITY_IS_DELETED:
    "The record is in the recycle bin; executeQueryAll with WHERE IsDeleted = true shows it.",
  REQUIRED_FIELD_MISSING: requiredFields,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: badPicklist,
  BAD_VALUE_FOR_RESTRICTED_PICKLIST: badPicklist,
  DUPLICATES_DETECTED: duplicates,
  DUPLICATE_VALUE:
    "Another record has this unique value; the message names its id. Update that one, or use upsertRecord.",
  FIELD_CUSTOM_VALIDATION_EXCEPTION:
    "A validation rule of the org refused the values; its message says what it wants.",
  FIELD_FILTER_VALIDATION_EXCEPTION:
    "A lookup filter of the org takes only some records in this field; choose another, or ask an administrator which.",
  STRING_TOO_LONG: tooLong,
  INVALID_EMAIL_ADDRESS: "Give a whole address, name@example.com, or null for none.",
  INVALID_QUERY_LOCATOR: "The cursor has expired in Salesforce; run the query again.",
  QUERY_TIMEOUT: "Make the query more selective (indexed fields, dates), or use createBulkQuery.",
  QUERY_TOO_COMPLICATED: "Ask for fewer fields (formulas above all) or fewer conditions.",
  OPERATION_TOO_LARGE: "Ask for less at once, or use createBulkQuery.",
  REQUEST_LIMIT_EXCEEDED: requestLimit,
  UNABLE_TO_LOCK_ROW: "Another process holds the record; try again shortly.",
  NO_APPLICABLE_PROCESS: noProcess,
  ALREADY_IN_PROCESS: inProcess,
  ENTITY_IS_LOCKED:
    "An approval keeps the record locked; it can be changed when processApproval, or whoever is asked, has decided it.",
  INSUFFICIENT_ACCESS: noAccess,
  INSUFFICIENT_ACCESS_OR_READONLY:
    "The signed-in user lacks the right to do this; getUserInfo says who that is.",
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: "The user lacks access to a record this one refers to.",
  INVALID_STATUS: convertedStatuses,
  INVALID_SESSION_ID:
    "Check the sign-in settings. Where a new sign-in changes nothing, an administrator can: the profile's required session security level, or API access control, which admits only chosen apps.",
  API_DISABLED_FOR_ORG: noApiAccess,
  API_CURRENTLY_DISABLED: noApiAccess,
  DELETE_FAILED: blockedDelete,
  NUMBER_OUTSIDE_VALID_RANGE: outsideRange,
  STORAGE_LIMIT_EXCEEDED: "The org's data storage is full; getOrganizationLimits names DataStorageMB.",
  INVALIDJOBSTATE: "getBulkJob shows the job's state; one that has ended can be neither closed nor aborted.",
  FEATURENOTENABLED: bulkFeature,
  API_ERROR: compoundInBulk,
  JSON_PARSER_ERROR: unreadableValue,
};

/** What a call asked, or one part of it that stands for a call of its own. */
export interface Asked {
  /** As the tool's own arguments, or as those of the tool that would do the same. */
  args: Readonly<Record<string, unknown>>;
  /** Whether the tool that is being used has an argument. */
  takes(argument: string): boolean;
  /** Whether the object lists let an object be shown. */
  allows(object: string): boolean;
}

/** For a command, which has no tool and no arguments. */
export const askedByCommand: Asked = { args: {}, takes: () => false, allows: () => true };

/** The longest, in milliseconds, that looking up hints may delay an answer. */
const hintMilliseconds = 500;

/**
 * What to do about errors that Salesforce answered, or undefined when nothing is known. Never throws, and takes a
 * moment at most: a describe that does not come in time is done without.
 */
export async function hintFor(
  items: readonly ErrorItem[],
  asked: Asked,
  salesforce: Salesforce,
): Promise<string | undefined> {
  const item = items.find(({ code }) => Object.hasOwn(hints, code)) ?? items[0];
  if (!item) return undefined;
  const hint = Object.hasOwn(hints, item.code) ? hints[item.code] : undefined;
  if (typeof hint !== "function") return hint;
  const made = Promise.resolve(hint({ item, ...asked, salesforce })).catch(() => undefined);
  return within(hintMilliseconds, made, undefined);
}
