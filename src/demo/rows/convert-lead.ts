import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { StoredRow } from "../store/store.ts";
import { accountOfActivity, refreshActivityOf } from "./activity.ts";
import { columnsOfRow, stamp } from "./new-row.ts";
import { liveRow, objectNamed } from "./read.ts";
import { insertRecord, updateRecord } from "./write.ts";

export interface Conversion {
  leadId: string;
  /** Of LeadStatus, one of those whose IsConverted is true. */
  convertedStatus: string;
  /** Existing records to convert into; new ones are made where they are missing. */
  accountId: string | undefined;
  contactId: string | undefined;
  opportunityId: string | undefined;
  opportunityName: string | undefined;
  ownerId: string | undefined;
  doNotCreateOpportunity: boolean;
  overwriteLeadSource: boolean;
}

export interface Converted {
  leadId: string;
  accountId: string;
  contactId: string;
  opportunityId: string | undefined;
}

const addressParts = [
  "Street",
  "City",
  "State",
  "PostalCode",
  "Country",
  "Latitude",
  "Longitude",
  "GeocodeAccuracy",
];

/** What a new record takes over from the lead: its own field by the lead's. */
const takenOver: Record<"Account" | "Contact", Record<string, string>> = {
  Account: {
    Name: "Company",
    Phone: "Phone",
    Fax: "Fax",
    Website: "Website",
    Industry: "Industry",
    AnnualRevenue: "AnnualRevenue",
    NumberOfEmployees: "NumberOfEmployees",
    Rating: "Rating",
    AccountSource: "LeadSource",
    ...Object.fromEntries(addressParts.map((part) => [`Billing${part}`, part])),
  },
  Contact: {
    FirstName: "FirstName",
    LastName: "LastName",
    Salutation: "Salutation",
    Title: "Title",
    Phone: "Phone",
    MobilePhone: "MobilePhone",
    Fax: "Fax",
    Email: "Email",
    LeadSource: "LeadSource",
    Description: "Description",
    ...Object.fromEntries(addressParts.map((part) => [`Mailing${part}`, part])),
  },
};

function taken(kind: keyof typeof takenOver, lead: StoredRow): JsonRecord {
  const entries = Object.entries(takenOver[kind]).map(([own, from]): [string, unknown] => [
    own,
    lead[from] ?? null,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function refused(code: string, message: string): ApiError {
  return new ApiError(400, code, message, []);
}

function checkLead(org: Org, lead: StoredRow, { convertedStatus, contactId, accountId }: Conversion): void {
  if (lead["IsConverted"] === 1) throw refused("CANNOT_UPDATE_CONVERTED_LEAD", "lead already converted");
  const status = org.store.get(
    'SELECT "IsConverted" FROM "LeadStatus" WHERE "MasterLabel" = ? COLLATE NOCASE',
    [convertedStatus],
  );
  if (status?.["IsConverted"] !== 1)
    throw refused("INVALID_STATUS", `invalid convertedStatus: ${convertedStatus}`);
  if (contactId && !accountId)
    throw refused("REQUIRED_FIELD_MISSING", "accountId is required when contactId is specified");
}

/** The last day of the quarter, `YYYY-MM-DD`: when a new deal is expected to close. */
function quarterEnd(now: number): string {
  const today = new Date(now);
  const month = Math.floor(today.getUTCMonth() / 3) * 3 + 3;
  return new Date(Date.UTC(today.getUTCFullYear(), month, 0)).toISOString().slice(0, 10);
}

class LeadConversion {
  readonly #org: Org;
  readonly #userId: string;
  readonly #lead: StoredRow;
  readonly #asked: Conversion;

  constructor(org: Org, userId: string, lead: StoredRow, asked: Conversion) {
    this.#org = org;
    this.#userId = userId;
    this.#lead = lead;
    this.#asked = asked;
  }

  #object(name: string): ObjectSchema {
    return objectNamed(this.#org, name);
  }

  get #owner(): string {
    const own = String(this.#lead["OwnerId"]);
    // Queues own no accounts.
    return this.#asked.ownerId ?? (own.startsWith("005") ? own : this.#userId);
  }

  #make(name: string, record: JsonRecord): string {
    // Whom a lead becomes was looked at when the lead was made.
    const options = { allowDuplicates: true };
    return insertRecord(
      this.#org,
      this.#userId,
      this.#object(name),
      { OwnerId: this.#owner, ...record },
      options,
    ).id;
  }

  #existing(name: string, id: string): StoredRow {
    return liveRow(this.#org, this.#object(name), id);
  }

  account(): string {
    const { accountId } = this.#asked;
    return accountId
      ? String(this.#existing("Account", accountId)["Id"])
      : this.#make("Account", taken("Account", this.#lead));
  }

  contact(account: string): string {
    const { contactId, overwriteLeadSource } = this.#asked;
    if (!contactId) return this.#make("Contact", { ...taken("Contact", this.#lead), AccountId: account });
    const contact = this.#existing("Contact", contactId);
    if (contact["AccountId"] !== account)
      throw refused("INVALID_CROSS_REFERENCE_KEY", "the contact does not belong to the account");
    const source = this.#lead["LeadSource"];
    if (source != null && (overwriteLeadSource || contact["LeadSource"] == null))
      updateRecord(
        this.#org,
        this.#userId,
        this.#object("Contact"),
        contactId,
        { LeadSource: source },
        { allowDuplicates: true },
      );
    return String(contact["Id"]);
  }

  opportunity(account: string, contact: string): string | undefined {
    const { opportunityId, opportunityName, doNotCreateOpportunity } = this.#asked;
    if (opportunityId) return String(this.#existing("Opportunity", opportunityId)["Id"]);
    if (doNotCreateOpportunity) return undefined;
    const [first] = this.#object("Opportunity").field("StageName")?.picklistValues ?? [];
    const id = this.#make("Opportunity", {
      Name: opportunityName ?? `${this.#lead["Company"]}-`,
      AccountId: account,
      StageName: first?.value,
      CloseDate: quarterEnd(this.#org.now()),
      ...(this.#lead["LeadSource"] != null && { LeadSource: this.#lead["LeadSource"] }),
    });
    const role = { OpportunityId: id, ContactId: contact, IsPrimary: true };
    insertRecord(this.#org, this.#userId, this.#object("OpportunityContactRole"), role);
    return id;
  }

  /** Activities follow to the contact and the deal, campaign memberships to the contact. */
  moveChildren(contact: string, about: string): void {
    const { store } = this.#org;
    const lead = this.#lead["Id"] ?? null;
    for (const table of ["Task", "Event"])
      for (const row of store.all(`SELECT * FROM "${table}" WHERE "WhoId" = ? AND "IsDeleted" = 0`, [lead])) {
        const moved = { WhoId: contact, WhatId: row["WhatId"] ?? about };
        const AccountId = accountOfActivity(this.#org, { ...row, ...moved });
        store.update(this.#object(table), row["Id"] ?? null, { ...moved, AccountId });
      }
    store.run(
      'UPDATE "CampaignMember" SET "ContactId" = ?, "LeadOrContactId" = ? WHERE "LeadId" = ? AND "IsDeleted" = 0',
      [contact, contact, lead],
    );
  }

  close({ accountId, contactId, opportunityId }: Converted): void {
    const changed: StoredRow = {
      ...this.#lead,
      Status: this.#asked.convertedStatus,
      IsConverted: 1,
      ConvertedDate: new Date(this.#org.now()).toISOString().slice(0, 10),
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId ?? null,
      IsUnreadByOwner: 0,
    };
    stamp(this.#org, changed, this.#object("Lead"), this.#userId, false);
    const names = Object.keys(changed).filter((name) => changed[name] !== this.#lead[name]);
    this.#org.store.update(this.#object("Lead"), this.#lead["Id"] ?? null, columnsOfRow(changed, names));
  }
}

/**
 * Makes an account, a contact and, unless told otherwise, an opportunity of a lead, or adds it to those that are given.
 * What the lead says fills new records only; it can no longer be changed. (SOAP API Developer Guide, convertLead();
 * Salesforce Help, Convert Leads.) Throws ApiError.
 */
export function convertLead(org: Org, userId: string, asked: Conversion): Converted {
  const lead = liveRow(org, objectNamed(org, "Lead"), asked.leadId);
  checkLead(org, lead, asked);
  const conversion = new LeadConversion(org, userId, lead, asked);
  const accountId = conversion.account();
  const contactId = conversion.contact(accountId);
  const opportunityId = conversion.opportunity(accountId, contactId);
  const leadId = String(lead["Id"]);
  const converted = { leadId, accountId, contactId, opportunityId };
  conversion.moveChildren(contactId, opportunityId ?? accountId);
  conversion.close(converted);
  for (const id of [leadId, accountId, contactId, ...(opportunityId ? [opportunityId] : [])])
    refreshActivityOf(org, id);
  org.count("converted.Lead");
  return converted;
}
