import type { Org, OrgUser } from "../handler.ts";
import { type JsonRecord, keyed } from "../json.ts";
import { newRow, putRow } from "../rows/new-row.ts";
import { objectNamed } from "../rows/read.ts";
import { toSql } from "../rows/values.ts";
import { demoUser, organizationId, profileId } from "../store/fixed-ids.ts";
import { to18 } from "../store/ids.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue } from "../store/store.ts";
import { quoted } from "../store/table.ts";
import type { JsonFile } from "./json-file.ts";

/** What `org.json` says: fields of the organization and of the user who signs in, by their API names. */
export interface Organization {
  organization: JsonRecord;
  user: JsonRecord;
  organizationId: string;
  signedIn: OrgUser;
}

const defaults = {
  organization: { Name: "Loaded org", OrganizationType: "Developer Edition", FiscalYearStartMonth: 1 },
  user: { FirstName: "Dana", LastName: "Demo", Alias: "ddemo", CommunityNickname: "dana" },
};

function idIn(json: JsonFile | undefined, key: "organization" | "user", prefix: string): string | undefined {
  const id = keyed(json?.record[key])["Id"];
  if (id === undefined || id === null) return undefined;
  const full = to18(String(id));
  if (full?.startsWith(prefix)) return full;
  throw json?.refuse(
    [key, "Id"],
    `has ${JSON.stringify(id)} as the ${key}'s Id, which must be an id that begins with ${prefix}.`,
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function zoneIn(json: JsonFile | undefined, user: JsonRecord): string {
  const zone = user["TimeZoneSidKey"];
  if (zone === undefined || zone === null) return demoUser.timeZone;
  if (typeof zone === "string" && isTimeZone(zone)) return zone;
  throw json?.refuse(
    ["user", "TimeZoneSidKey"],
    `names the time zone ${JSON.stringify(zone)}, which does not exist.`,
  );
}

/** Reads `org.json`; a folder without one gets the demo user. Throws LoadError. */
export function organizationOf(json: JsonFile | undefined): Organization {
  const organization = { ...defaults.organization, ...keyed(json?.record["organization"]) };
  const given = keyed(json?.record["user"]);
  const username = typeof given["Username"] === "string" ? given["Username"] : demoUser.username;
  const user = { ...(json ? {} : defaults.user), ...given };
  const id = idIn(json, "user", "005") ?? demoUser.id;
  return {
    organization,
    user,
    organizationId: idIn(json, "organization", "00D") ?? organizationId,
    signedIn: { id, username, timeZone: zoneIn(json, user) },
  };
}

function has(org: Org, object: string, id: string): boolean {
  return org.store.get(`SELECT "Id" FROM ${quoted(object)} WHERE "Id" = ?`, [id]) !== undefined;
}

/** The values of fields that the object has; others are of no use to it. */
function columnsOf(object: ObjectSchema, record: JsonRecord): Map<string, SqlValue> {
  return new Map(
    Object.entries(record).flatMap(([name, value]): [string, SqlValue][] => {
      const field = object.field(name);
      return field && typeof value !== "object" ? [[field.name, toSql(field, value)]] : [];
    }),
  );
}

function add(org: Org, name: string, record: JsonRecord): void {
  const object = objectNamed(org, name);
  putRow(org, object, newRow(org, object, org.user.id, columnsOf(org.schema.object(name) ?? object, record)));
}

/** The profile of users whose own was not taken. */
export function someProfile(org: Org): string {
  const known = org.store.get('SELECT "Id" FROM "Profile" WHERE "Name" = ?', ["System Administrator"]);
  if (known) return String(known["Id"]);
  if (!has(org, "Profile", profileId))
    add(org, "Profile", { Id: profileId, Name: "System Administrator", UserType: "Standard" });
  return profileId;
}

/** Puts in what every org has, where no rows of the folder did: itself, who signs in, and the record types. */
export function fillOrganization(org: Org, { organization, user, signedIn }: Organization): void {
  if (!has(org, "Organization", org.organizationId))
    add(org, "Organization", { TimeZoneSidKey: signedIn.timeZone, ...organization, Id: org.organizationId });
  if (!has(org, "User", signedIn.id)) {
    const { id: Id, username: Username, timeZone: TimeZoneSidKey } = signedIn;
    const usual = { Email: Username, LastName: Username, IsActive: true, UserType: "Standard" };
    add(org, "User", { TimeZoneSidKey, ...usual, Username, ProfileId: someProfile(org), ...user, Id });
  }
  for (const { name: SobjectType, recordTypes } of org.schema.objects)
    for (const { id: Id, name: Name, developerName: DeveloperName } of recordTypes)
      if (!has(org, "RecordType", Id))
        add(org, "RecordType", { Id, Name, DeveloperName, SobjectType, IsActive: true });
}
