import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { StoredRow } from "../store/store.ts";
import { newestVersion } from "../versions.ts";
import { recordUrl } from "./read.ts";

/** A duplicate rule: rows that match it are duplicates of one another. */
export function duplicatesOf(org: Org, object: string, row: StoredRow): StoredRow[] {
  const id = row["Id"] ?? "";
  if (object === "Contact" && row["Email"] != null && row["LastName"] != null)
    return org.store.all(
      'SELECT "Id", "Name" FROM "Contact" WHERE "IsDeleted" = 0 AND "Id" <> ? AND "Email" = ? COLLATE NOCASE AND "LastName" = ? COLLATE NOCASE',
      [id, row["Email"], row["LastName"]],
    );
  if (object === "Lead" && row["Email"] != null && row["Company"] != null)
    return org.store.all(
      'SELECT "Id", "Name" FROM "Lead" WHERE "IsDeleted" = 0 AND "Id" <> ? AND "Email" = ? COLLATE NOCASE AND "Company" = ? COLLATE NOCASE',
      [id, row["Email"], row["Company"]],
    );
  return [];
}

/** The error that names the rows it found; the key of its details is misspelt as Salesforce's own. */
export function duplicatesDetected(
  object: ObjectSchema,
  duplicates: readonly StoredRow[],
  { duplicateDetails = false }: { duplicateDetails?: boolean },
): ApiError {
  const matchRecords = duplicates.map((row) => {
    const id = String(row["Id"]);
    const attributes = { type: object.name, url: recordUrl(object.name, id, newestVersion) };
    const record = { attributes, Id: id, ...(duplicateDetails && { Name: row["Name"] ?? null }) };
    return { additionalInformation: [], fieldDiffs: [], matchConfidence: 100, record };
  });
  const match = {
    entityType: object.name,
    errors: [],
    matchEngine: "FuzzyMatchEngine",
    matchRecords,
    rule: `Standard_${object.name}_Match_Rule_v1_1`,
    size: matchRecords.length,
    success: true,
  };
  const duplicateResut = {
    allowSave: true,
    duplicateRule: `Standard_${object.name}_Duplicate_Rule`,
    duplicateRuleEntityType: object.name,
    errorMessage: "Use one of these records?",
    matchResults: [match],
  };
  return new ApiError(400, "DUPLICATES_DETECTED", "Use one of these records?", undefined, { duplicateResut });
}
