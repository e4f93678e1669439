import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";

/** Which fields a request gives. */
type Changed = Pick<ReadonlySet<string>, "has">;

/** Records that are given to somebody who left are refused; those that such a user owned before may be changed. */
function checkOwner(org: Org, object: ObjectSchema, row: StoredRow, changed: Changed): void {
  const owner = changed.has("OwnerId") ? row["OwnerId"] : undefined;
  if (typeof owner !== "string" || !owner.startsWith("005")) return;
  const user = org.store.get('SELECT "IsActive" FROM "User" WHERE "Id" = ?', [owner]);
  if (user?.["IsActive"] !== 0) return;
  const message = `operation performed with inactive user [${owner}] as owner of ${object.label.toLowerCase()}`;
  throw new ApiError(400, "INACTIVE_OWNER_OR_USER", message, []);
}

/**
 * A campaign's member is a lead or a contact, and only once (Object Reference, CampaignMember); of both the contact
 * counts alone.
 */
function checkMember(org: Org, row: StoredRow, changed: Changed): void {
  if (!changed.has("CampaignId")) return;
  if (row["ContactId"] != null) row["LeadId"] = null;
  const person = row["ContactId"] == null ? "LeadId" : "ContactId";
  if (row[person] == null)
    throw new ApiError(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [LeadId, ContactId]", [
      "LeadId",
      "ContactId",
    ]);
  const other = org.store.get(
    `SELECT "Id" FROM "CampaignMember" WHERE "CampaignId" = ? AND "${person}" = ? AND "IsDeleted" = 0 AND "Id" <> ?`,
    [row["CampaignId"] ?? null, row[person], row["Id"] ?? null],
  );
  if (other) throw new ApiError(400, "DUPLICATE_VALUE", "Already a campaign member.", []);
}

/** A document is shared with a record once (Object Reference, ContentDocumentLink). */
function checkLink(org: Org, row: StoredRow): void {
  const document = String(row["ContentDocumentId"]);
  const other = org.store.get(
    'SELECT "Id" FROM "ContentDocumentLink" WHERE "ContentDocumentId" = ? AND "LinkedEntityId" = ? AND "IsDeleted" = 0 AND "Id" <> ?',
    [document, row["LinkedEntityId"] ?? null, row["Id"] ?? null],
  );
  if (other)
    throw new ApiError(400, "DUPLICATE_VALUE", `${document} is already linked with the entity`, [
      "LinkedEntityId",
    ]);
}

/** A version has a name, and either starts a document somewhere or goes on with one. */
function checkVersion({ PathOnClient, ContentUrl }: StoredRow, changed: Changed): void {
  if (PathOnClient == null && ContentUrl == null)
    throw new ApiError(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [PathOnClient]", [
      "PathOnClient",
    ]);
  if (changed.has("ContentDocumentId") && changed.has("FirstPublishLocationId"))
    throw new ApiError(
      400,
      "FIELD_INTEGRITY_EXCEPTION",
      "First Publish Location ID can only be set on the first version of a document",
      ["FirstPublishLocationId"],
    );
}

/** A converted lead is there to be read. */
function checkConverted(row: StoredRow, changed: Changed): void {
  if (row["IsConverted"] === 1 && !changed.has("IsConverted"))
    throw new ApiError(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", []);
}

/** A record that waits for an approval is locked. Throws ENTITY_IS_LOCKED. */
export function checkLock(org: Org, object: ObjectSchema, id: SqlValue | undefined): void {
  if (!approvable.has(object.name)) return;
  const pending = org.store.get(
    `SELECT "Id" FROM "ProcessInstance" WHERE "TargetObjectId" = ? AND "Status" = 'Pending'`,
    [id ?? null],
  );
  if (pending) throw new ApiError(400, "ENTITY_IS_LOCKED", "the entity is locked for editing", []);
}

/** Objects with an approval process. */
const approvable: ReadonlySet<string> = new Set(["Opportunity"]);

/** Rules that Salesforce itself has beside those of describes. Throws its errors. */
export function checkStandardRules(org: Org, object: ObjectSchema, row: StoredRow, changed: Changed): void {
  checkOwner(org, object, row, changed);
  if (object.name === "CampaignMember") checkMember(org, row, changed);
  if (object.name === "Lead") checkConverted(row, changed);
  if (object.name === "ContentDocumentLink") checkLink(org, row);
  if (object.name === "ContentVersion") checkVersion(row, changed);
}
