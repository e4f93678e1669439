import type { Selected } from "../soql/select-list.ts";
import { typeOf } from "./identity.ts";
import type { SalesforceRecord } from "./rows.ts";

/** Fields are answered in Salesforce's own spelling. */
function keyIn(record: SalesforceRecord, key: string): string {
  if (Object.hasOwn(record, key)) return key;
  const wanted = key.toLowerCase();
  return Object.keys(record).find((name) => name.toLowerCase() === wanted) ?? key;
}

function named(record: SalesforceRecord, selected: readonly Selected[]): SalesforceRecord {
  const { attributes, ...values } = record;
  const entries = selected.map(({ name, aggregateKey }): [string, unknown] => {
    const key = keyIn(values, aggregateKey);
    const value = values[key] ?? null;
    delete values[key];
    return [name, value];
  });
  return { attributes, ...Object.fromEntries(entries), ...values };
}

/**
 * Rows of GROUP BY with the statement's names for what it selects, in its order, in place of the keys that Salesforce
 * makes (`expr0` for COUNT(Id), `Name` for Owner.Name); other records as they are.
 */
export function namedAggregates(
  records: readonly SalesforceRecord[],
  selected: readonly Selected[],
): SalesforceRecord[] {
  return records.map((record) => (typeOf(record) === "AggregateResult" ? named(record, selected) : record));
}
