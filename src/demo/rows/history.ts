import type { Org } from "../handler.ts";
import type { FieldSchema, ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { newRow, putRow } from "./new-row.ts";
import { objectNamed } from "./read.ts";
import { toJson } from "./values.ts";

interface Tracking {
  history: string;
  fields: readonly string[];
}

/** Fields whose changes the org keeps, by object. */
const tracked: Readonly<Record<string, Tracking>> = {
  Account: {
    history: "AccountHistory",
    fields: ["Name", "OwnerId", "Industry", "Rating", "Type", "Phone", "AnnualRevenue"],
  },
  Opportunity: {
    history: "OpportunityFieldHistory",
    fields: ["Name", "OwnerId", "StageName", "Amount", "CloseDate", "NextStep", "Probability"],
  },
};

function told(field: FieldSchema, value: SqlValue | undefined): SqlValue {
  const json = toJson(field, value);
  return typeof json === "string" || typeof json === "number" ? json : json === null ? null : String(json);
}

function dataType({ type }: FieldSchema): string {
  if (type === "reference") return "EntityId";
  return type === "currency" || type === "percent" || type === "double" ? "Double" : "Text";
}

/** Notes what a change did to tracked fields, a row a field. */
export function noteHistory(
  org: Org,
  userId: string,
  object: ObjectSchema,
  before: StoredRow,
  row: StoredRow,
): void {
  const tracking = tracked[object.name];
  if (!tracking) return;
  for (const name of tracking.fields) {
    const field = object.field(name);
    if (!field || (row[name] ?? null) === (before[name] ?? null)) continue;
    const history = objectNamed(org, tracking.history);
    const values = new Map<string, SqlValue>([
      [`${object.name}Id`, row["Id"] ?? null],
      // Lookups are told by their own name without Id.
      ["Field", name.replace(/Id$/, "")],
      ["DataType", dataType(field)],
      ["OldValue", told(field, before[name])],
      ["NewValue", told(field, row[name])],
    ]);
    putRow(org, history, newRow(org, history, userId, values));
  }
}
