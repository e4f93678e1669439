import type { Org } from "../handler.ts";
import { freeNumber } from "../rows/new-row.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";
import { quoted } from "../store/table.ts";

/** What a column is filled with where a file has none for it. */
function fillings(org: Org): Record<string, SqlValue> {
  const now = Math.floor(org.now() / 1_000) * 1_000;
  return {
    OwnerId: org.user.id,
    CreatedById: org.user.id,
    LastModifiedById: org.user.id,
    CreatedDate: now,
    LastModifiedDate: now,
    SystemModstamp: now,
  };
}

const personName = `TRIM(COALESCE("FirstName", '') || ' ' || COALESCE("LastName", ''))`;

function nameRows(org: Org, object: ObjectSchema, given: ReadonlySet<string>): void {
  const field = object.fields.find(({ nameField }) => nameField);
  if (!field || given.has(field.name)) return;
  const column = quoted(field.name);
  const table = quoted(object.name);
  if (object.field("FirstName") && object.field("LastName"))
    org.store.run(`UPDATE ${table} SET ${column} = ${personName} WHERE ${column} IS NULL`);
  else if (object.custom && !field.autoNumber)
    org.store.run(`UPDATE ${table} SET ${column} = "Id" WHERE ${column} IS NULL`);
}

function numberRows(org: Org, object: ObjectSchema): void {
  for (const field of object.fields.filter(({ autoNumber }) => autoNumber)) {
    const column = quoted(field.name);
    const rows = org.store.all(
      `SELECT "Id" FROM ${quoted(object.name)} WHERE ${column} IS NULL ORDER BY "Id"`,
    );
    for (const { Id: id = null } of rows)
      org.store.update(object, id, { [field.name]: freeNumber(org, object, field) });
  }
}

/** Gives rows what Salesforce itself would have given them and their file does not say: owner, dates, name, number. */
export function completeRows(org: Org, object: ObjectSchema, given: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(fillings(org)))
    if (object.field(name)) org.store.fillEmpty(object, name, value);
  nameRows(org, object, given);
  numberRows(org, object);
}
