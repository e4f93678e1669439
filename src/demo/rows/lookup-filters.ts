import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";
import { quoted } from "../store/table.ts";

/** Which records a lookup takes. */
interface LookupFilter {
  object: string;
  field: string;
  takes(parent: StoredRow): boolean;
}

const lookupFilters: readonly LookupFilter[] = [
  { object: "Project__c", field: "Account__c", takes: ({ Type }) => Type !== "Technology Partner" },
];

/** What a describe says of a lookup's filter; null for a lookup that takes every record. */
export function filteredLookupInfo(object: string, field: string): object | null {
  const filtered = lookupFilters.some((filter) => filter.object === object && filter.field === field);
  return filtered ? { controllingFields: [], dependent: false, optionalFilter: false } : null;
}

/** Holds the lookups that a request gives against their filters. Throws FIELD_FILTER_VALIDATION_EXCEPTION. */
export function checkLookupFilters(
  org: Org,
  object: ObjectSchema,
  columns: ReadonlyMap<string, SqlValue>,
): void {
  for (const filter of lookupFilters) {
    const id = filter.object === object.name ? (columns.get(filter.field) ?? null) : null;
    const target = id === null ? undefined : org.schema.byKeyPrefix(String(id).slice(0, 3));
    const parent = target && org.store.get(`SELECT * FROM ${quoted(target.name)} WHERE "Id" = ?`, [id]);
    if (parent === undefined || filter.takes(parent)) continue;
    const message = "Value does not exist or does not match filter criteria.";
    throw new ApiError(400, "FIELD_FILTER_VALIDATION_EXCEPTION", message, [filter.field]);
  }
}
