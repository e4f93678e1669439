import { callOf } from "../errors.ts";
import { describeGlobal, describeObject } from "../salesforce/metadata/describe.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import type { ErrorItem, SalesforceError } from "../salesforce/rest/errors.ts";
import { outerObject } from "../salesforce/soql/select-list.ts";
import { closest } from "../spelling.ts";

/** What a hint is made from: the error and the call that met it. */
interface Failure {
  item: ErrorItem;
  error: SalesforceError;
  args: Readonly<Record<string, unknown>>;
  salesforce: Salesforce;
}

type Hint = string | ((failure: Failure) => string | undefined | Promise<string | undefined>);

function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `Did you mean ${names.join(" or ")}? `;
}

function objectOf({ args, item }: Failure): string | undefined {
  const named = /(?:on entity|on sobject of type|for type|on type) '?(\w+)'?/.exec(item.message)?.[1];
  const given = args["object"];
  const queried = typeof args["soql"] === "string" ? outerObject(args["soql"]) : undefined;
  return named ?? (typeof given === "string" ? given : queried);
}

/** Messages of INVALID_FIELD that are about something else than a name. */
const fieldRules: readonly (readonly [RegExp, string])[] = [
  [
    /can not be (?:filtered|grouped|sorted)/,
    "Use another field for this; long texts can only be selected. describeObject marks fields that are not filterable.",
  ],
  [
    /enclosed in quotes/,
    "Dates and numbers stand without quotes: 2026-05-06 for a date, 2026-05-06T00:00:00Z for a dateTime; or LAST_N_DAYS:30 and the like.",
  ],
  [/Foreign key external ID/, "No record has this external id; look for the parent, or give its id."],
];

async function unknownField(failure: Failure): Promise<string | undefined> {
  const rule = fieldRules.find(([pattern]) => pattern.test(failure.item.message));
  if (rule) return rule[1];
  const object = objectOf(failure);
  const relationship = /Didn't understand relationship '([^']+)'/.exec(failure.item.message)?.[1];
  const field = /No such column '([^']+)'/.exec(failure.item.message)?.[1] ?? relationship;
  if (field?.includes(".") && Array.isArray(failure.args["fields"]))
    return `Parents' fields come by a query: ${callOf("executeQuery", { soql: `SELECT ${field} FROM ${object ?? "…"} WHERE Id = '…'` })}.`;
  if (object === undefined) return "describeObject lists an object's fields and relationships.";
  const see = callOf("describeObject", { object, ...(field && { search: field.replace(/__[cr]$/, "") }) });
  if (field === undefined) return `${see} lists its fields.`;
  const { fields } = await describeObject(failure.salesforce, object);
  if (relationship)
    return `${didYouMean(closest(relationship, relationshipsIn(fields)))}${callOf("describeObject", { object })} names each reference's relationship (as …); children come by a subquery.`;
  return `${didYouMean(closest(field, fields))}${see} lists its fields.`;
}

function relationshipsIn(named: readonly { relationshipName?: string | null }[]): { name: string }[] {
  return named.flatMap(({ relationshipName }) => (relationshipName ? [{ name: relationshipName }] : []));
}

/** A subquery selects FROM a relationship's name, Contacts, and not from the object's. */
async function unknownChildren(name: string, failure: Failure): Promise<string> {
  const object = objectOf(failure);
  if (object === undefined) return "A subquery selects FROM the relationship's name.";
  const { childRelationships } = await describeObject(failure.salesforce, object);
  const near = closest(name, relationshipsIn(childRelationships));
  const see = callOf("describeObject", { object, include: ["childRelationships"] });
  return `${didYouMean(near)}A subquery selects FROM the relationship's name; ${see} lists them.`;
}

async function unknownObject(failure: Failure): Promise<string | undefined> {
  const children = /Didn't understand relationship '([^']+)' in FROM/.exec(failure.item.message)?.[1];
  if (children) return unknownChildren(children, failure);
  const named = /sObject type '([^']+)'/.exec(failure.item.message)?.[1] ?? failure.args["object"];
  if (typeof named !== "string") return undefined;
  const names = closest(named, await describeGlobal(failure.salesforce));
  return `${didYouMean(names)}${callOf("listAllObjects", { search: named.replace(/__c$/, "") })} finds objects by name or label.`;
}

async function malformedQuery(failure: Failure): Promise<string | undefined> {
  const soql = failure.args["soql"];
  const star = typeof soql === "string" && /^\s*select\s+\*\s+from\s+(\w+)/i.exec(soql);
  if (!star)
    return "Row and column mark the place. SOQL has no *, JOIN, TOP, == or closing ;. It counts with COUNT(), limits with LIMIT, writes text in ' (inside it \\') and dates without quotes.";
  const object = star[1] ?? "";
  const { fields } = await describeObject(failure.salesforce, object);
  const names = fields
    .filter(({ type }) => type !== "address")
    .slice(0, 12)
    .map(({ name }) => name);
  return `SOQL has no *. Name the fields, e.g. SELECT ${names.join(", ")} FROM ${object}; ${callOf("describeObject", { object })} lists all.`;
}

async function badPicklist(failure: Failure): Promise<string | undefined> {
  const object = objectOf(failure);
  const [field] = failure.item.fields;
  if (!object || !field) return "describeObject lists the values that a picklist takes.";
  const { fields } = await describeObject(failure.salesforce, object);
  const found = fields.find(({ name }) => name === field);
  const values = (found?.picklistValues ?? []).filter(({ active }) => active).map(({ value }) => value);
  return values.length === 0 ? undefined : `${field} takes ${values.slice(0, 40).join(", ")}.`;
}

function requiredFields(failure: Failure): string {
  const object = objectOf(failure);
  const fields = failure.item.fields.join(", ");
  return `Give ${fields || "the fields named above"} a value${object ? `; ${callOf("describeObject", { object })} marks the required fields` : ""}.`;
}

/** The object of a search that the org does not know. */
async function unknownTarget({ args, salesforce }: Failure): Promise<string | undefined> {
  const targets: unknown = args["objects"];
  if (!Array.isArray(targets)) return undefined;
  const known = new Set((await describeGlobal(salesforce)).map(({ name }) => name.toLowerCase()));
  const names = targets.map((target: { name?: unknown }) => String(target.name));
  return names.find((name) => !known.has(name.toLowerCase()));
}

async function notFound(failure: Failure): Promise<string | undefined> {
  const { args, salesforce } = failure;
  const object = args["object"] ?? (await unknownTarget(failure));
  if (/external id field/i.test(failure.item.message))
    return `${callOf("describeObject", { object })} marks the fields that are an external id.`;
  if (args["reportId"] !== undefined) return notFoundIn("report", "listReports");
  if (args["dashboardId"] !== undefined) return notFoundIn("dashboard", "listDashboards");
  if (typeof args["jobId"] === "string")
    return "There is no such bulk job, or it is older than seven days; listBulkJobs shows those there are.";
  if (typeof object !== "string")
    return "Check the name, id or address; what the user may not see is not found either.";
  const objects = await describeGlobal(salesforce);
  if (objects.some(({ name }) => name.toLowerCase() === object.toLowerCase()))
    return "There is no such record, or the user may not see it. Find it with executeQuery.";
  return `${didYouMean(closest(object, objects))}${callOf("listAllObjects", { search: object.replace(/__c$/, "") })} finds objects by name or label.`;
}

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

function malformedSearch({ args }: Failure): string {
  return args["term"] === undefined
    ? "Use term instead of sosl: it needs no escaping. In SOSL: FIND {text} IN ALL FIELDS RETURNING Account(Id, Name)."
    : "Give words of two letters or more; * stands for the rest of a word.";
}

function bulkFeature({ args }: Failure): string {
  return args["operation"] === "hardDelete"
    ? "The user needs the permission Bulk API Hard Delete; delete moves records to the recycle bin instead."
    : "Bulk queries take plain rows: no aggregates, GROUP BY, OFFSET, TYPEOF or child queries. Use executeQuery for those.";
}

const hints: Record<string, Hint> = {
  INVALID_FIELD: unknownField,
  INVALID_FIELD_FOR_INSERT_UPDATE:
    "Leave out fields that cannot be written (formulas, system fields, Id); describeObject shows which can.",
  INVALID_TYPE: unknownObject,
  NOT_FOUND: notFound,
  GONE: "Salesforce has retired this API version: leave SALESFORCE_API_VERSION out, or set one that listApiVersions shows.",
  MALFORMED_QUERY: malformedQuery,
  MALFORMED_SEARCH: malformedSearch,
  PRECONDITION_FAILED: "Read the record again, look at what changed, and decide anew. Nothing was changed.",
  MULTIPLE_MATCHES: "Choose one and use updateRecord with its id.",
  INVALID_QUERY_FILTER_OPERATOR:
    "The value or operator does not fit the field: ids have 15 or 18 characters, text stands in ', numbers and dates do not; describeObject shows the field's type.",
  MALFORMED_ID:
    "Ids have 15 or 18 letters and digits and belong to one object; find the record with executeQuery.",
  INVALID_CROSS_REFERENCE_KEY: badReference,
  FIELD_INTEGRITY_EXCEPTION: badReference,
  ENTITY_IS_DELETED:
    "The record is in the recycle bin; executeQueryAll with WHERE IsDeleted = true shows it.",
  REQUIRED_FIELD_MISSING: requiredFields,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: badPicklist,
  BAD_VALUE_FOR_RESTRICTED_PICKLIST: badPicklist,
  DUPLICATES_DETECTED:
    "A duplicate rule found a similar record: look for it first; allowDuplicates: true saves all the same where the rule permits.",
  DUPLICATE_VALUE:
    "Another record has this unique value; the message names its id. Update that one, or use upsertRecord.",
  FIELD_CUSTOM_VALIDATION_EXCEPTION:
    "A validation rule of the org refused the values; its message says what it wants.",
  STRING_TOO_LONG: "Shorten the value; describeObject shows how long a field may be.",
  INVALID_QUERY_LOCATOR: "The cursor has expired in Salesforce; run the query again.",
  QUERY_TIMEOUT: "Make the query more selective (indexed fields, dates), or use createBulkQuery.",
  QUERY_TOO_COMPLICATED: "Ask for fewer fields (formulas above all) or fewer conditions.",
  OPERATION_TOO_LARGE: "Ask for less at once, or use createBulkQuery.",
  REQUEST_LIMIT_EXCEEDED: requestLimit,
  UNABLE_TO_LOCK_ROW: "Another process holds the record; try again shortly.",
  INSUFFICIENT_ACCESS_OR_READONLY:
    "The signed-in user lacks the right to do this; getUserInfo says who that is.",
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: "The user lacks access to a record this one refers to.",
  INVALID_SESSION_ID: "The sign-in is no longer accepted; check the sign-in settings.",
  API_DISABLED_FOR_ORG: noApiAccess,
  API_CURRENTLY_DISABLED: noApiAccess,
  DELETE_FAILED: "Other records depend on this one; delete or reassign them first.",
  NUMBER_OUTSIDE_VALID_RANGE: "OFFSET goes up to 2,000: use nextCursor, or filter by the last value seen.",
  STORAGE_LIMIT_EXCEEDED: "The org's data storage is full; getOrganizationLimits names DataStorageMB.",
  INVALIDJOBSTATE: "getBulkJob shows the job's state; one that has ended can be neither closed nor aborted.",
  FEATURENOTENABLED: bulkFeature,
  JSON_PARSER_ERROR:
    "A value has the wrong type or shape: dates are 2026-05-06, date-times 2026-05-06T11:29:09Z, numbers bare; describeObject shows each field's type.",
};

const hintMilliseconds = 1_500;

/**
 * What to do about an error answer, or undefined when nothing is known. Never throws, and takes a moment at
 * most: a describe that does not come in time is done without.
 */
export async function hintFor(
  error: SalesforceError,
  args: Readonly<Record<string, unknown>>,
  salesforce: Salesforce,
): Promise<string | undefined> {
  const item = error.items.find(({ code }) => code in hints) ?? error.items[0];
  if (!item) return undefined;
  const hint = hints[item.code];
  if (typeof hint !== "function") return hint;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), hintMilliseconds);
  });
  const made = Promise.resolve(hint({ item, error, args, salesforce })).catch(() => undefined);
  return Promise.race([made, late]).finally(() => clearTimeout(timer));
}
