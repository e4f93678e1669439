import fc from "fast-check";
import type { DemoOrg } from "../../src/demo/org.ts";

export type Values = Record<string, unknown>;

export const objectNames = [
  "Account",
  "Contact",
  "Lead",
  "Project__c",
  "Opportunity",
  "Case",
  "CampaignMember",
] as const;
export type ObjectName = (typeof objectNames)[number];

/** What stands for an id until the org is looked at: one of a kind of records, or what is none. */
export class Id {
  readonly object: string;
  readonly place: number;
  readonly kind: "alive" | "deleted" | "missing";

  constructor(object: string, place: number, kind: Id["kind"]) {
    this.object = object;
    this.place = place;
    this.kind = kind;
  }

  in({ org: { store, schema } }: DemoOrg): string {
    const known = schema.object(this.object);
    const prefix = known?.keyPrefix ?? "001";
    if (known === undefined || this.kind === "missing") return `${prefix}DE00000zzzzz`;
    const deleted = known.field("IsDeleted") ? ` WHERE IsDeleted = ${this.kind === "deleted" ? 1 : 0}` : "";
    // Those of few records at the end, so that calls meet what earlier ones have left.
    const rows = store.all(`SELECT Id FROM "${this.object}"${deleted} ORDER BY Id DESC LIMIT 40`);
    return String(rows[this.place % Math.max(rows.length, 1)]?.["Id"] ?? `${prefix}DE00000zzzzz`);
  }
}

const kinds = fc.oneof(
  { weight: 12, arbitrary: fc.constant("alive" as const) },
  fc.constantFrom("deleted" as const, "missing" as const),
);
export const idOf = (object: string) =>
  fc.tuple(fc.nat(39), kinds).map(([place, kind]) => new Id(object, place, kind));
const anyIdOf = (...objects: string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: idOf(objects[0] ?? "Account") },
    ...objects.slice(1).map(idOf),
    fc.constantFrom(null, "", "not-an-id", 7),
  );

const long = "x".repeat(300);
const text = (...good: unknown[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("A", "B é", 'O\'Neil "q"', ...good) },
    fc.constantFrom(null, "", long, 5, true),
  );
const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -5, max: 99 }) },
  fc.constantFrom<unknown>(null, "12", "twelve", 1e15, 1.25, [1], "9007199254740993"),
);
const day = fc.constantFrom<unknown>(
  "2026-01-31",
  "2025-02-28",
  "2026-12-01",
  "31.12.2026",
  null,
  20_260_131,
  "2026-02-30",
);
const moment = fc.constantFrom<unknown>(
  "2026-05-06T11:29:09Z",
  "2026-05-06",
  "2026-05-06T11:29:09",
  null,
  "soon",
);
const email = fc.constantFrom<unknown>(
  "twin@example.com",
  "TWIN@example.com",
  "other@example.com",
  "no at sign",
  null,
);
const flag = fc.constantFrom<unknown>(true, false, null, "yes", 1);
const key = fc.constantFrom<unknown>("K-1", "K-2", "SHARED", "new", null, 5);
const byKey = fc.constantFrom<unknown>(
  { External_Id__c: "K-1" },
  { External_Id__c: "none has it" },
  { Legacy_Key__c: "SHARED" },
  { Name: "no key" },
  {},
);
const owner = anyIdOf("User", "Account");

/** Fields of each object, with values that it takes and values that it does not. */
const fields: Record<ObjectName, Record<string, fc.Arbitrary<unknown>>> = {
  Account: {
    Name: text(),
    Industry: fc.constantFrom<unknown>("Energy", "Nonsense", long),
    Type: fc.constantFrom<unknown>("Technology Partner", "Other"),
    NumberOfEmployees: number,
    AnnualRevenue: number,
    ParentId: anyIdOf("Account", "Contact"),
    Parent: byKey,
    OwnerId: owner,
    External_Id__c: key,
    Legacy_Key__c: key,
    CleanStatus: fc.constantFrom<unknown>("Matched", "Nope"),
    BillingAddress: fc.constant({ city: "Oslo" }),
    CreatedDate: moment,
    Nope__c: text(),
  },
  Contact: {
    LastName: fc.constantFrom<unknown>("Twin", "Single", null, long),
    FirstName: text(),
    Email: email,
    Birthdate: day,
    AccountId: anyIdOf("Account", "Lead"),
    Account: byKey,
    ReportsToId: anyIdOf("Contact"),
    OwnerId: owner,
    Name: text(),
  },
  Lead: {
    LastName: fc.constantFrom<unknown>("Twin", "Single", null, long),
    Company: fc.constantFrom<unknown>("Twins", "Others", null),
    Email: email,
    LeadSource: fc.constantFrom<unknown>("Web", "Nonsense", null),
    Status: fc.constantFrom<unknown>("Working - Contacted", "Nonsense", null),
    OwnerId: owner,
    IsConverted: flag,
  },
  Project__c: {
    Name: text(),
    Status__c: fc.constantFrom<unknown>("Active", "Done", "Nope", null),
    Start_Date__c: day,
    End_Date__c: day,
    Progress__c: number,
    Skills__c: fc.constantFrom<unknown>("Design;Testing", "Design,Testing", ["Design"], null),
    Kickoff__c: moment,
    Account__c: anyIdOf("Account", "Contact"),
    Account__r: byKey,
    Contact_Email__c: email,
    Billable__c: flag,
    External_Id__c: key,
    Number__c: text(),
  },
  Opportunity: {
    Name: text(),
    StageName: fc.constantFrom<unknown>("Prospecting", "Closed Won", "Nonsense", null),
    CloseDate: day,
    Amount: number,
    AccountId: anyIdOf("Account", "Contact"),
    OwnerId: owner,
    IsWon: flag,
  },
  Case: {
    Subject: text(),
    Origin: fc.constantFrom<unknown>("Web", "Phone", null),
    Status: fc.constantFrom<unknown>("Closed", "New", null),
    ContactId: anyIdOf("Contact", "Account"),
    SuppliedEmail: email,
    CaseNumber: text(),
  },
  CampaignMember: {
    CampaignId: anyIdOf("Campaign"),
    LeadId: anyIdOf("Lead"),
    ContactId: anyIdOf("Contact"),
    Status: fc.constantFrom<unknown>("Sent", "Nonsense"),
  },
};

/** What makes a record complete; a call leaves some of it out. */
const complete: Record<ObjectName, Record<string, fc.Arbitrary<unknown>>> = {
  Account: { Name: fc.constant("Made") },
  Contact: {
    LastName: fc.constantFrom("Made", "Twin"),
    Email: fc.constantFrom(null, null, "Twin@Example.com"),
  },
  Lead: {
    LastName: fc.constant("Made"),
    Company: fc.constant("Twins"),
    Email: fc.constantFrom(null, null, "twin@example.com"),
  },
  Project__c: {
    Name: fc.constant("Made"),
    Start_Date__c: fc.constant("2026-03-01"),
    End_Date__c: fc.constantFrom(null, "2026-04-01", "2026-02-01"),
  },
  Opportunity: {
    Name: fc.constant("Made"),
    StageName: fc.constant("Prospecting"),
    CloseDate: fc.constant("2026-03-01"),
  },
  Case: { Subject: fc.constant("Made") },
  CampaignMember: { CampaignId: idOf("Campaign"), LeadId: idOf("Lead") },
};

function some(from: Record<string, fc.Arbitrary<unknown>>, most: number): fc.Arbitrary<Values> {
  return fc
    .shuffledSubarray(Object.keys(from), {
      minLength: 1,
      maxLength: Math.min(most, Object.keys(from).length),
    })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, from[name] ?? fc.constant(null)]))),
    );
}

export const changed = (object: ObjectName) => some(fields[object], 3);
/** Mostly complete. */
export const made = (object: ObjectName) =>
  fc
    .tuple(fc.record(complete[object]), changed(object), fc.nat(9))
    .map(([whole, more, chance]): Values => (chance === 0 ? more : { ...whole, ...more }));
