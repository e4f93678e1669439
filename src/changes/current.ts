import { describeObject } from "../salesforce/metadata/describe.ts";
import { shortId } from "../salesforce/records/identity.ts";
import { firstPage } from "../salesforce/records/query.ts";
import type { SalesforceRecord } from "../salesforce/records/rows.ts";
import type { ObjectDescribe } from "../salesforce/rest/answers.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { sameName } from "../spelling.ts";
import type { NetRecord } from "./net.ts";

/** As many ids as stand in one statement: half of its limit of 100,000 characters, and one page of rows. */
const mostIds = 2_000;

/** Fields that tell who changed a record last, and whether it is there at all. */
const facts = ["IsDeleted", "CreatedDate", "LastModifiedDate", "LastModifiedBy.Name"] as const;

/** A record as it is in the org, found by its id of 15 characters. */
export type Current = ReadonlyMap<string, SalesforceRecord>;

/** Records of one object together, objects in the order of their first record. */
export function byObject<T extends { object: string }>(records: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const key = record.object.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()];
}

/** A list in parts of at most so many. */
export function partsOf<T>(list: readonly T[], most: number): T[][] {
  const parts = Math.ceil(list.length / most);
  return Array.from({ length: parts }, (_, index) => list.slice(index * most, (index + 1) * most));
}

function groupsOf(records: readonly NetRecord[]): NetRecord[][] {
  return byObject(records).flatMap((group) => partsOf(group, mostIds));
}

function hasField({ fields }: ObjectDescribe, path: string): boolean {
  const [first = "", second] = path.split(".");
  return fields.some(({ name, relationshipName }) =>
    second === undefined
      ? sameName(name, first)
      : relationshipName !== null && sameName(relationshipName, first),
  );
}

function columnsOf(group: readonly NetRecord[], describe: ObjectDescribe): string[] {
  const touched = group.flatMap(({ before, left, leftByKey }) => [
    ...Object.keys(before),
    ...Object.keys(left),
    ...Object.values(leftByKey).flatMap(({ path }) => (path === "" ? [] : [path])),
    ...Object.keys(leftByKey),
  ]);
  const byName = new Map([...facts, ...touched].map((name) => [name.toLowerCase(), name]));
  return ["Id", ...[...byName.values()].filter((name) => !sameName(name, "Id") && hasField(describe, name))];
}

async function readGroup(salesforce: Salesforce, group: readonly NetRecord[]): Promise<SalesforceRecord[]> {
  const [{ object } = { object: "" }] = group;
  const describe = await describeObject(salesforce, object);
  const ids = group.map(({ id }) => `'${id}'`).join(", ");
  const soql = `SELECT ${columnsOf(group, describe).join(", ")} FROM ${object} WHERE Id IN (${ids})`;
  const rows: SalesforceRecord[] = [];
  let page = await firstPage(salesforce, { soql, all: true, batchSize: 2_000 });
  rows.push(...page.records);
  while (page.nextRecordsUrl) {
    page = await salesforce.get<typeof page>(page.nextRecordsUrl);
    rows.push(...page.records);
  }
  return rows;
}

/** The records as they are now, deleted ones included; those that are gone for good are missing. */
export async function currentRecords(
  salesforce: Salesforce,
  records: readonly NetRecord[],
): Promise<Current> {
  const found = new Map<string, SalesforceRecord>();
  for (const group of groupsOf(records))
    for (const row of await readGroup(salesforce, group)) found.set(shortId(String(row["Id"])), row);
  return found;
}
