import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { StoredRow } from "../store/store.ts";
import { recordJson } from "./read.ts";

/** A duplicate rule: rows that match it are duplicates of one another. */
export function duplicatesOf(org: Org, object: string, row: StoredRow): StoredRow[] {
  const id = row["Id"] ?? "";
  if (object === "Contact" && row["Email"] != null && row["LastName"] != null)
    return org.store.all(
      'SELECT * FROM "Contact" WHERE "IsDeleted" = 0 AND "Id" <> ? AND "Email" = ? COLLATE NOCASE AND "LastName" = ? COLLATE NOCASE',
      [id, row["Email"], row["LastName"]],
    );
  if (object === "Lead" && row["Email"] != null && row["Company"] != null)
    return org.store.all(
      'SELECT * FROM "Lead" WHERE "IsDeleted" = 0 AND "Id" <> ? AND "Email" = ? COLLATE NOCASE AND "Company" = ? COLLATE NOCASE',
      [id, row["Email"], row["Company"]],
    );
  return [];
}

/** What a compact layout shows of a record, and so the details of a duplicate. */
const shownFields: Record<string, readonly string[]> = {
  Contact: ["Name", "Title", "Email", "Phone", "MobilePhone"],
  Lead: ["Name", "Title", "Company", "Email", "Phone"],
};

/** Up to this version the key of the details is misspelt. */
const lastMisspelt = 51;

/** The error that names the rows that a rule found: their ids, and with `details` what their compact layout shows. */
export function duplicatesDetected(
  object: ObjectSchema,
  duplicates: readonly StoredRow[],
  { details, version }: { details: boolean; version: number },
): ApiError {
  const matchRecords = duplicates.map((row) => {
    const fields = ["Id", ...(details ? (shownFields[object.name] ?? []) : [])];
    const record = recordJson(object, row, version, fields);
    return { additionalInformation: [], fieldDiffs: [], matchConfidence: 100, record };
  });
  const match = {
    entityType: object.name,
    errors: [],
    matchEngine: "ExactMatchEngine",
    matchRecords,
    rule: `Standard_${object.name}_Match_Rule_v1_1`,
    size: matchRecords.length,
    success: true,
  };
  const errorMessage = "Use one of these records?";
  const result = {
    allowSave: true,
    duplicateRule: `Standard_${object.name}_Duplicate_Rule`,
    duplicateRuleEntityType: object.name,
    errorMessage,
    matchResults: [match],
  };
  const key = version <= lastMisspelt ? "duplicateResut" : "duplicateResult";
  return new ApiError(400, "DUPLICATES_DETECTED", errorMessage, undefined, { [key]: result });
}
