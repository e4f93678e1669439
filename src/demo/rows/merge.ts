import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { to18 } from "../store/ids.ts";
import type { ChildRelationship, ObjectSchema } from "../store/schema.ts";
import { quoted } from "../store/table.ts";
import { refreshActivityOf } from "./activity.ts";
import { deleteRecord, noteDeletion, setDeleted } from "./delete.ts";
import { alive } from "./input.ts";
import { liveRow } from "./read.ts";
import { updateRecord } from "./write.ts";

const mergeable = new Set(["Account", "Contact", "Lead", "Case", "Individual"]);

export interface Merged {
  id: string;
  merged: string[];
  /** Ids of the records that hung on the merged ones. */
  updated: string[];
}

function checkIds(object: ObjectSchema, master: string, losers: readonly string[]): void {
  if (!mergeable.has(object.name))
    throw new ApiError(400, "INVALID_TYPE", `entity type ${object.name} does not support merge`, []);
  if (losers.length < 1 || losers.length > 2)
    throw new ApiError(
      400,
      "INVALID_OPERATION",
      "one or two records can be merged into the master record",
      [],
    );
  const ids = [master, ...losers].map((id) => to18(id) ?? id);
  if (new Set(ids).size !== ids.length)
    throw new ApiError(400, "DUPLICATE_VALUE", "a record cannot be merged with itself", []);
}

/** A person is in a campaign once, and a file on a record once: what would be double goes. */
const onlyOnce: Readonly<Record<string, string>> = {
  CampaignMember: "CampaignId",
  ContentDocumentLink: "ContentDocumentId",
  OpportunityContactRole: "OpportunityId",
};

/** Gives the children of one relationship to the master; answers their ids. */
function moveChildren(
  org: Org,
  userId: string,
  { childObject, field }: ChildRelationship,
  master: string,
  loser: string,
): string[] {
  const child = org.schema.object(childObject);
  if (!child || field === "MasterRecordId") return [];
  const table = quoted(child.name);
  const column = quoted(field);
  const found = org.store.all(`SELECT * FROM ${table} WHERE ${column} = ?${alive(child)}`, [loser]);
  return found.flatMap((row) => {
    const id = String(row["Id"]);
    const only = onlyOnce[child.name];
    const other =
      only &&
      org.store.get(`SELECT "Id" FROM ${table} WHERE ${column} = ? AND ${quoted(only)} = ?${alive(child)}`, [
        master,
        row[only] ?? null,
      ]);
    if (other) {
      deleteRecord(org, userId, child, id);
      return [];
    }
    // A master that hung on the record that goes hangs on nothing.
    const parent = id === master ? null : master;
    org.store.update(child, id, { [field]: parent });
    return [id];
  });
}

/**
 * Merges records into a master: its fields are those it has or is given, what hung on the others hangs on it, and the
 * others go to the recycle bin (SOAP API Developer Guide, merge()). Throws INVALID_TYPE, INVALID_OPERATION, NOT_FOUND
 * and what an update throws.
 */
export function mergeRecords(
  org: Org,
  userId: string,
  object: ObjectSchema,
  masterId: string,
  loserIds: readonly string[],
  fields: JsonRecord,
): Merged {
  checkIds(object, masterId, loserIds);
  const id = String(liveRow(org, object, masterId)["Id"]);
  const losers = loserIds.map((loser) => liveRow(org, object, loser));
  const updated = losers.flatMap((loser) =>
    object.childRelationships.flatMap((each) => moveChildren(org, userId, each, id, String(loser["Id"]))),
  );
  for (const loser of losers) {
    setDeleted(org, userId, object, loser, true, { MasterRecordId: id });
    noteDeletion(org, object, loser["Id"] ?? null);
    org.count(`merged.${object.name}`);
  }
  updateRecord(org, userId, object, id, fields, { allowDuplicates: true });
  refreshActivityOf(org, id);
  return { id, merged: losers.map((loser) => String(loser["Id"])), updated: [...new Set(updated)] };
}
