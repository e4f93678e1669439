import fc from "fast-check";

type ObjectName = "Account" | "Contact" | "Project__c";

/** Records that a test's calls are about, by object; those that calls created are added. */
export interface Pool extends Record<ObjectName, string[]> {
  /**
   * Whether calls write lookups to accounts, and delete none. A deleted account empties its lookups and an undelete
   * fills those again that are empty, so that what a lookup would hold without us is not certain once both happen.
   */
  lookups: boolean;
}

/** A call that writes, made from the records that there are when its turn comes. */
export type Operation = (pool: Pool) => { name: string; args: Record<string, unknown> };

type Values = Record<string, unknown>;

/** External ids that accounts of the org have, and some that none has before a call gives it one. */
export const parentKeys = ["P-1", "P-2"];
const keys = ["P-1", "N-1", "N-2"];

/** A value that stands for a record until its turn comes. */
class Pick {
  readonly object: ObjectName;
  readonly place: number;

  constructor(object: ObjectName, place: number) {
    this.object = object;
    this.place = place;
  }

  in(pool: Pool): string {
    const ids = pool[this.object];
    return ids[this.place % ids.length] ?? "";
  }
}

const pick = (object: ObjectName) => fc.nat(9).map((place) => new Pick(object, place));
const emptied = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: value }, fc.constantFrom(null, ""));
const text = fc.constantFrom("x", "X", " two words ", "line\nbreak", 'O\'Brien \\ "q"', "é", "0", "null");
const name = fc.constantFrom("First", "Second", "Third é");
const day = fc.constantFrom("2026-01-31", "2024-02-29", "1999-12-31");
const moment = fc.constantFrom(
  "2026-05-06T11:29:09Z",
  "2026-05-06T13:29:09.000+02:00",
  "2025-01-01T00:00:00.000+0000",
);
const choices = (...all: string[]) =>
  fc.subarray(all, { minLength: 1 }).chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));
const several = (...all: string[]) => emptied(choices(...all).map((list) => list.join(";")));
const amount = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -9_999, max: 9_999 }).map((cents) => cents / 100),
);
const whole = fc.oneof(fc.constant(null), fc.nat(9_999));
const byKey = fc.constantFrom(...keys).map((key) => ({ External_Id__c: key }));

/** At most one of two fields: a parent by its id, or by its external id. */
function parent(field: string, relationship: string): fc.Arbitrary<Values> {
  return fc.oneof(
    fc.constant({}),
    fc.oneof(fc.constant(null), pick("Account")).map((id) => ({ [field]: id })),
    byKey.map((key) => ({ [relationship]: key })),
  );
}

const fields: Record<ObjectName, fc.Arbitrary<Values>> = {
  Account: fc
    .tuple(
      fc.record(
        {
          Phone: emptied(fc.constantFrom("1", "+1 555 0100")),
          Industry: emptied(fc.constantFrom("Energy", "Banking")),
          description: emptied(text),
          AnnualRevenue: amount,
          NumberOfEmployees: whole,
          Health_Score__c: amount,
          Regions__c: several("EMEA", "AMER", "APAC"),
          Legacy_Key__c: emptied(text),
        },
        { requiredKeys: [] },
      ),
      parent("ParentId", "Parent"),
    )
    .map(([plain, up]) => ({ ...plain, ...up })),
  Contact: fc
    .tuple(
      fc.record(
        {
          FirstName: emptied(name),
          Email: emptied(fc.constantFrom("a@example.com", "B@Example.com")),
          Birthdate: fc.oneof(fc.constant(null), day),
          Newsletter__c: fc.boolean(),
          Description: emptied(text),
        },
        { requiredKeys: [] },
      ),
      parent("AccountId", "Account"),
    )
    .map(([plain, up]) => ({ ...plain, ...up })),
  Project__c: fc
    .tuple(
      fc.record(
        {
          Status__c: fc.constantFrom("Planned", "Active", "Done"),
          Kickoff__c: fc.oneof(fc.constant(null), moment),
          Daily_Standup__c: fc.oneof(fc.constant(null), fc.constantFrom("09:30:00.000Z", "17:05:00Z")),
          Budget__c: amount,
          Team_Size__c: whole,
          Skills__c: several("Design", "Testing", "Training"),
          Billable__c: fc.boolean(),
          Notes__c: emptied(text),
          Site__Latitude__s: amount.map((value) => value && value / 2),
        },
        { requiredKeys: [] },
      ),
      parent("Account__c", "Account__r"),
    )
    .map(([plain, up]) => ({ ...plain, ...up })),
};

/** What a record of each object must have when it is made. */
const required: Record<ObjectName, Values> = {
  Account: { Name: "Made" },
  Contact: { LastName: "Made" },
  Project__c: { Name: "Made", Start_Date__c: "2026-03-01" },
};

const lookups = ["ParentId", "Parent", "Account__c", "Account__r"];

function filled(values: Values, pool: Pool): Values {
  const written = Object.entries(values).filter(([field]) => pool.lookups || !lookups.includes(field));
  return Object.fromEntries(
    written.map(([field, value]) => [field, value instanceof Pick ? value.in(pool) : value]),
  );
}

const object = fc.constantFrom<ObjectName>("Account", "Contact", "Project__c");
const changed = (of: ObjectName) =>
  fc.tuple(fields[of], name).map(([values, own]) => withName(of, values, own));

/** Names change too, and so no record is without a value. */
function withName(of: ObjectName, values: Values, own: string): Values {
  return { ...values, [of === "Contact" ? "LastName" : "Name"]: own };
}

const create = object.chain((of) =>
  fields[of].map(
    (values): Operation =>
      (pool) => ({
        name: "createRecord",
        args: { object: of, record: { ...required[of], ...filled(values, pool) } },
      }),
  ),
);

const update = object.chain((of) =>
  fc.tuple(pick(of), changed(of)).map(
    ([record, values]): Operation =>
      (pool) => ({
        name: "updateRecord",
        args: { object: of, id: record.in(pool), record: filled(values, pool) },
      }),
  ),
);

const upsert = object.chain((of) =>
  fc.tuple(fc.constantFrom(...keys), fields[of]).map(
    ([key, values]): Operation =>
      (pool) => ({
        name: "upsertRecord",
        args: {
          object: of,
          externalIdField: "External_Id__c",
          externalId: key,
          record: { ...required[of], ...filled(values, pool) },
        },
      }),
  ),
);

/** Where lookups are written, accounts stay. */
function deletable(of: ObjectName, pool: Pool): ObjectName {
  return of === "Account" && pool.lookups ? "Contact" : of;
}

const remove = object.chain((asked) =>
  fc.nat(9).map(
    (place): Operation =>
      (pool) => {
        const of = deletable(asked, pool);
        return { name: "deleteRecord", args: { object: of, id: new Pick(of, place).in(pool) } };
      },
  ),
);

/** Several of one object, no record twice. */
function picked(picks: readonly Pick[], pool: Pool): string[] {
  return [...new Set(picks.map((one) => one.in(pool)))];
}

const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 4 });

const collectionCreate = object.chain((of) =>
  some(fields[of]).map(
    (list): Operation =>
      (pool) => ({
        name: "executeCollection",
        args: {
          operation: "create",
          object: of,
          records: list.map((values) => ({ ...required[of], ...filled(values, pool) })),
        },
      }),
  ),
);

const collectionUpdate = object.chain((of) =>
  fc.tuple(some(pick(of)), fc.array(changed(of), { minLength: 4, maxLength: 4 }), fc.boolean()).map(
    ([picks, list, allOrNone]): Operation =>
      (pool) => ({
        name: "executeCollection",
        args: {
          operation: "update",
          object: of,
          allOrNone,
          records: picked(picks, pool).map((Id, index) => ({ Id, ...filled(list[index] ?? {}, pool) })),
        },
      }),
  ),
);

const collectionUpsert = object.chain((of) =>
  fc.tuple(fc.subarray(keys, { minLength: 1 }), fields[of]).map(
    ([list, values]): Operation =>
      (pool) => ({
        name: "executeCollection",
        args: {
          operation: "upsert",
          object: of,
          externalIdField: "External_Id__c",
          records: list.map((key) => ({ ...required[of], ...filled(values, pool), External_Id__c: key })),
        },
      }),
  ),
);

const collectionDelete = object.chain((asked) =>
  some(fc.nat(9)).map(
    (places): Operation =>
      (pool) => {
        const of = deletable(asked, pool);
        const picks = places.map((place) => new Pick(of, place));
        return {
          name: "executeCollection",
          args: { operation: "delete", object: of, ids: picked(picks, pool) },
        };
      },
  ),
);

/** Changes of records that are there, a new account and a child that refers to it. */
const composite = fc
  .tuple(pick("Account"), changed("Account"), pick("Account"), changed("Account"), fc.boolean(), fc.boolean())
  .map(
    ([first, one, second, two, allOrNone, deletes]): Operation =>
      (pool) => ({
        name: "executeComposite",
        args: {
          allOrNone,
          compositeRequest: [
            {
              method: "PATCH",
              url: `sobjects/Account/${first.in(pool)}`,
              referenceId: "one",
              body: filled(one, pool),
            },
            { method: "POST", url: "sobjects/Account", referenceId: "made", body: { Name: "Made" } },
            {
              method: "POST",
              url: "sobjects/Contact",
              referenceId: "child",
              body: { LastName: "Child", AccountId: "@{made.id}" },
            },
            deletes && !pool.lookups
              ? { method: "DELETE", url: `sobjects/Account/${second.in(pool)}`, referenceId: "two" }
              : {
                  method: "PATCH",
                  url: `sobjects/Account/${second.in(pool)}`,
                  referenceId: "two",
                  body: filled(two, pool),
                },
          ],
        },
      }),
  );

const batch = fc.tuple(pick("Contact"), changed("Contact"), pick("Project__c"), changed("Project__c")).map(
  ([contact, one, project, two]): Operation =>
    (pool) => ({
      name: "executeBatch",
      args: {
        batchRequests: [
          { method: "PATCH", url: `sobjects/Contact/${contact.in(pool)}`, body: filled(one, pool) },
          { method: "PATCH", url: `sobjects/Project__c/${project.in(pool)}`, body: filled(two, pool) },
        ],
      },
    }),
);

/** Some calls that write, of every kind. */
export const operations = fc.array(
  fc.oneof(
    create,
    { weight: 3, arbitrary: update },
    { weight: 2, arbitrary: upsert },
    { weight: 2, arbitrary: remove },
    collectionCreate,
    { weight: 2, arbitrary: collectionUpdate },
    collectionUpsert,
    collectionDelete,
    { weight: 2, arbitrary: composite },
    batch,
  ),
  { minLength: 1, maxLength: 8 },
);
