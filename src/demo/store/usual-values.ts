import type { ObjectSchema } from "./schema.ts";

/** What most rows have in a column: this value, or that of another column. */
export type Usual = { value: string } | { as: string };

const people = ["OwnerId", "CreatedById", "LastModifiedById"];
const laterDates = ["LastModifiedDate", "SystemModstamp"];

/**
 * Columns that most rows have alike, since most were made by who signs in and never changed. A row that has what is
 * usual keeps nothing in its place: that is a quarter of its room.
 */
export function usualValues(object: ObjectSchema, userId: string): Map<string, Usual> {
  const recordType = object.recordTypes.find(({ isDefault }) => isDefault)?.id;
  const all: [string, Usual][] = [
    ...people.map((name): [string, Usual] => [name, { value: userId }]),
    ...(recordType === undefined ? [] : [["RecordTypeId", { value: recordType }] satisfies [string, Usual]]),
    ...(object.field("CreatedDate")
      ? laterDates.map((name): [string, Usual] => [name, { as: "CreatedDate" }])
      : []),
  ];
  return new Map(all.filter(([name]) => object.field(name)));
}
