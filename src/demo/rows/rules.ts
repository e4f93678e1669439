import { createHash } from "node:crypto";
import type { Org } from "../handler.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { accountOfActivity } from "./activity.ts";

/** A validation rule: its message where a row breaks it, and the field that the message stands at. */
interface ValidationRule {
  object: string;
  message: string;
  field?: string;
  broken(row: StoredRow): boolean;
}

const validationRules: readonly ValidationRule[] = [
  {
    object: "Project__c",
    message: "A project cannot end before it starts.",
    field: "End_Date__c",
    broken: (row) => String(row["End_Date__c"] ?? "9999") < String(row["Start_Date__c"] ?? ""),
  },
  {
    object: "Project__c",
    message: "A project that is done must have a progress of 100.",
    broken: (row) => row["Status__c"] === "Done" && row["Progress__c"] !== 100,
  },
];

/** The first rule of the org that a row breaks. */
export function brokenRule(object: string, row: StoredRow): ValidationRule | undefined {
  return validationRules.find((rule) => rule.object === object && rule.broken(row));
}

/** Stage → probability, forecast category, closed, won; as in a new org. */
const stages: Record<string, [probability: number, category: string, closed: boolean, won: boolean]> = {
  Prospecting: [10, "Pipeline", false, false],
  Qualification: [10, "Pipeline", false, false],
  "Needs Analysis": [20, "Pipeline", false, false],
  "Value Proposition": [50, "Pipeline", false, false],
  "Id. Decision Makers": [60, "Pipeline", false, false],
  "Perception Analysis": [70, "Best Case", false, false],
  "Proposal/Price Quote": [75, "Best Case", false, false],
  "Negotiation/Review": [90, "Commit", false, false],
  "Closed Won": [100, "Closed", true, true],
  "Closed Lost": [0, "Omitted", true, false],
};

const categories: Record<string, string> = { "Best Case": "BestCase", Commit: "Forecast" };

/** Which fields were given: a set of names, or a map by name. */
type Changed = Pick<ReadonlySet<string>, "has">;
/** `before` is the row as it was; a new one was not. */
type Derive = (
  row: StoredRow,
  changed: Changed,
  org: Org,
  before: StoredRow | undefined,
) => Record<string, SqlValue>;

/** Names of persons are made of their parts. */
function personName(row: StoredRow): Record<string, SqlValue> {
  return { Name: [row["FirstName"], row["LastName"]].filter((part) => part != null).join(" ") };
}

function wholeSecond(org: Org): number {
  return Math.floor(org.now() / 1_000) * 1_000;
}

/**
 * What the org's other records of the same status or stage say, in an org that was loaded: nothing else tells what its
 * own stages mean.
 */
function asOthers(org: Org, object: string, field: string, row: StoredRow): StoredRow | undefined {
  if (org.ownRules || row[field] == null) return undefined;
  const sql = `SELECT * FROM "${object}" WHERE "${field}" = ? AND "Id" <> ? LIMIT 1`;
  return org.store.get(sql, [row[field], row["Id"] ?? ""]);
}

function stageOf(org: Org, row: StoredRow): (typeof stages)[string] {
  const known = stages[String(row["StageName"])];
  if (known) return known;
  const other = asOthers(org, "Opportunity", "StageName", row);
  if (!other) return [Number(row["Probability"] ?? 0), "Pipeline", row["IsClosed"] === 1, row["IsWon"] === 1];
  const category = String(other["ForecastCategoryName"] ?? "Pipeline");
  return [Number(other["Probability"] ?? 0), category, other["IsClosed"] === 1, other["IsWon"] === 1];
}

/** Whether a record of this status is closed. */
function isClosed(org: Org, object: string, row: StoredRow, usual: string): boolean {
  return row["Status"] === usual || asOthers(org, object, "Status", row)?.["IsClosed"] === 1;
}

const opportunity: Derive = (row, changed, org, before) => {
  const [probability, category, closed, won] = stageOf(org, row);
  const ownProbability =
    changed.has("Probability") || !changed.has("StageName")
      ? (row["Probability"] ?? probability)
      : probability;
  const name = changed.has("ForecastCategoryName")
    ? (row["ForecastCategoryName"] ?? category)
    : changed.has("StageName")
      ? category
      : (row["ForecastCategoryName"] ?? category);
  const closeDate = String(row["CloseDate"] ?? "");
  const quarter = Math.ceil(Number(closeDate.slice(5, 7)) / 3);
  const year = Number(closeDate.slice(0, 4));
  const hasMoved = before !== undefined && before["StageName"] !== row["StageName"];
  return {
    LastStageChangeDate: hasMoved ? wholeSecond(org) : (row["LastStageChangeDate"] ?? null),
    Probability: ownProbability,
    ForecastCategoryName: name,
    ForecastCategory: categories[String(name)] ?? name,
    IsClosed: Number(closed),
    IsWon: Number(won),
    ExpectedRevenue:
      row["Amount"] == null ? null : Math.round(Number(row["Amount"]) * Number(ownProbability)) / 100,
    FiscalQuarter: quarter,
    FiscalYear: year,
    Fiscal: `${year} ${quarter}`,
  };
};

const lineItem: Derive = (row, changed, org) => {
  const entry =
    row["PricebookEntryId"] &&
    org.store.get(
      'SELECT "Product2Id", "ProductCode", "UnitPrice", "Name" FROM "PricebookEntry" WHERE "Id" = ?',
      [row["PricebookEntryId"]],
    );
  const found = entry || {};
  const unitPrice = row["UnitPrice"] ?? found["UnitPrice"] ?? 0;
  return {
    Product2Id: row["Product2Id"] ?? found["Product2Id"] ?? null,
    ProductCode: found["ProductCode"] ?? null,
    ListPrice: found["UnitPrice"] ?? null,
    Name: found["Name"] ?? null,
    UnitPrice: unitPrice,
    TotalPrice: changed.has("TotalPrice")
      ? (row["TotalPrice"] ?? null)
      : Math.round(Number(row["Quantity"] ?? 1) * Number(unitPrice) * 100) / 100,
  };
};

const pricebookEntry: Derive = (row, _, org) => {
  const product = org.store.get('SELECT "Name", "ProductCode" FROM "Product2" WHERE "Id" = ?', [
    row["Product2Id"] ?? null,
  ]);
  return { Name: product?.["Name"] ?? null, ProductCode: product?.["ProductCode"] ?? null };
};

function sizeOf(content: SqlValue | undefined): number {
  return content instanceof Uint8Array ? content.byteLength : 0;
}

/** A case shows its contact's addresses, and takes the contact's account when it is given none. */
const serviceCase: Derive = (row, changed, org) => {
  const closed = isClosed(org, "Case", row, "Closed");
  const contact = row["ContactId"]
    ? org.store.get(
        'SELECT "AccountId", "Email", "Phone", "MobilePhone", "Fax" FROM "Contact" WHERE "Id" = ?',
        [row["ContactId"]],
      )
    : undefined;
  const account = changed.has("AccountId") ? row["AccountId"] : (row["AccountId"] ?? contact?.["AccountId"]);
  return {
    IsClosed: Number(closed),
    ClosedDate: closed ? (row["ClosedDate"] ?? wholeSecond(org)) : null,
    AccountId: account ?? null,
    ContactEmail: contact?.["Email"] ?? null,
    ContactPhone: contact?.["Phone"] ?? null,
    ContactMobile: contact?.["MobilePhone"] ?? null,
    ContactFax: contact?.["Fax"] ?? null,
  };
};

/** Written without copies: an org starts with thousands of tasks. */
const task: Derive = (row, changed, org, before) => {
  const made = activity(row, changed, org, before);
  made["IsClosed"] = Number(isClosed(org, "Task", row, "Completed"));
  made["IsHighPriority"] = Number(row["Priority"] === "High");
  return made;
};

const minuteMilliseconds = 60_000;

/** The account follows from what an activity hangs on; nobody sets it, but the seed that knows it. */
const activity: Derive = (row, changed, org) => {
  const isKnown = changed.has("AccountId") || !(changed.has("WhatId") || changed.has("WhoId"));
  return isKnown ? {} : { AccountId: accountOfActivity(org, row) };
};

/** Of an event's start, end and duration the one that was not given follows from the others. */
const event: Derive = (row, changed, org, before) => {
  const account = activity(row, changed, org, before);
  const start = (changed.has("ActivityDateTime") ? row["ActivityDateTime"] : row["StartDateTime"]) ?? null;
  if (start === null) return account;
  const endGiven = changed.has("EndDateTime") && row["EndDateTime"] != null;
  const minutes = endGiven
    ? Math.round((Number(row["EndDateTime"]) - Number(start)) / minuteMilliseconds)
    : Number(row["DurationInMinutes"] ?? 60);
  const end = Number(start) + minutes * minuteMilliseconds;
  return {
    ...account,
    StartDateTime: start,
    ActivityDateTime: start,
    ActivityDate: new Date(Number(start)).toISOString().slice(0, 10),
    DurationInMinutes: minutes,
    EndDateTime: end,
    EndDate: new Date(end).toISOString().slice(0, 10),
  };
};

/** The number of a document's next version. */
function nextVersion(org: Org, document: SqlValue): string {
  const sql = 'SELECT COUNT(*) AS n FROM "ContentVersion" WHERE "ContentDocumentId" = ?';
  return String(Number(org.store.get(sql, [document])?.["n"] ?? 0) + 1);
}

function md5(content: SqlValue | undefined): string | null {
  return content instanceof Uint8Array ? createHash("md5").update(content).digest("hex") : null;
}

/** `Report.final.pdf` → `Report.final` and `pdf`; a folder before it does not count. */
function fileName(path: SqlValue | undefined): { title: string; extension: string | null } {
  const name = String(path ?? "").replace(/^.*[/\\]/, "");
  const [, title = name, extension] = /^(.+)\.([A-Za-z0-9]+)$/.exec(name) ?? [];
  return { title, extension: extension?.toLowerCase() ?? null };
}

/** A file's name, size and kind; a version that names no document starts one. */
const contentVersion: Derive = (row, _, org, before) => {
  const { title, extension } = fileName(row["PathOnClient"]);
  const document = row["ContentDocumentId"] ?? String(row["Id"]).replace(/^068/, "069");
  return {
    Title: row["Title"] ?? (title || null),
    ContentSize: sizeOf(row["VersionData"]),
    Checksum: md5(row["VersionData"]),
    FileExtension: extension,
    FileType: extension?.toUpperCase() ?? "UNKNOWN",
    IsLatest: before ? (row["IsLatest"] ?? 0) : 1,
    VersionNumber: row["VersionNumber"] ?? nextVersion(org, document),
    PublishStatus: "P",
    ContentModifiedDate: row["ContentModifiedDate"] ?? wholeSecond(org),
    ContentDocumentId: document,
  };
};

const derivations: Record<string, Derive> = {
  Contact: personName,
  Lead: personName,
  User: personName,
  Opportunity: opportunity,
  OpportunityLineItem: lineItem,
  PricebookEntry: pricebookEntry,
  Case: serviceCase,
  Event: event,
  Attachment: (row) => ({ BodyLength: sizeOf(row["Body"]) }),
  Document: (row) => ({
    BodyLength: sizeOf(row["Body"]),
    AuthorId: row["AuthorId"] ?? row["CreatedById"] ?? null,
  }),
  ContentVersion: contentVersion,
  Task: task,
  CampaignMember: (row, _, org) => {
    const person = row["ContactId"] ?? row["LeadId"] ?? null;
    const table = row["ContactId"] ? "Contact" : "Lead";
    const found = org.store.get(`SELECT "FirstName", "LastName", "Email" FROM "${table}" WHERE "Id" = ?`, [
      person,
    ]);
    return {
      LeadOrContactId: person,
      HasResponded: Number(row["Status"] === "Responded"),
      FirstName: found?.["FirstName"] ?? null,
      LastName: found?.["LastName"] ?? null,
      Email: found?.["Email"] ?? null,
    };
  },
};

/** Fields that Salesforce computes from others when a row is saved. */
export function derived(
  org: Org,
  object: string,
  row: StoredRow,
  changed: Changed,
  before?: StoredRow,
): Record<string, SqlValue> {
  return derivations[object]?.(row, changed, org, before) ?? {};
}
