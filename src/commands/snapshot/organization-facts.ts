import type { ObjectLists } from "../../guard/object-lists.ts";
import type { JsonObject } from "../../json-object.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { unlessRefused } from "../../salesforce/rest/errors.ts";

/** What of the organization and the signed-in user a loaded org needs. */
export interface OrganizationFacts {
  organization: JsonObject;
  user: JsonObject & { Id: string };
}

interface UserInfo {
  user_id: string;
  organization_id: string;
  preferred_username?: string;
  zoneinfo?: string;
  locale?: string;
}

const fields = [
  "Name",
  "OrganizationType",
  "FiscalYearStartMonth",
  "UsesStartDateAsFiscalYearName",
  "TimeZoneSidKey",
  "DefaultLocaleSidKey",
  "LanguageLocaleKey",
];

async function ofOrganization(salesforce: Salesforce): Promise<JsonObject> {
  const describe = await describeObject(salesforce, "Organization").catch(unlessRefused);
  const seen = fields.filter((name) => describe?.fields.some((field) => field.name === name));
  if (seen.length === 0) return {};
  const q = `SELECT ${seen.join(", ")} FROM Organization LIMIT 1`;
  const answer = await salesforce
    .get<{ records: JsonObject[] }>("/query", { query: { q } })
    .catch(unlessRefused);
  return Object.fromEntries(seen.map((name) => [name, answer?.records[0]?.[name] ?? null]));
}

/** The corporate currency of an org with several; others do not tell theirs to the API. */
async function currencyOf(salesforce: Salesforce): Promise<JsonObject> {
  const q = "SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true";
  const answer = await salesforce
    .get<{ records: JsonObject[] }>("/query", { query: { q } })
    .catch(unlessRefused);
  const [currency] = answer?.records ?? [];
  return currency ? { DefaultCurrencyIsoCode: currency["IsoCode"] } : {};
}

/** Asks who is signed in, and where. */
export async function organizationFacts(
  salesforce: Salesforce,
  lists: Pick<ObjectLists, "refusal">,
): Promise<OrganizationFacts> {
  const info = await salesforce.get<UserInfo>("/services/oauth2/userinfo");
  const mayRead = lists.refusal("Organization") === undefined;
  const organization = {
    Id: info.organization_id,
    ...(mayRead && (await ofOrganization(salesforce))),
    ...(lists.refusal("CurrencyType") === undefined && (await currencyOf(salesforce))),
  };
  const { user_id: Id, preferred_username: Username, zoneinfo: TimeZoneSidKey } = info;
  return { organization, user: { Id, Username, TimeZoneSidKey } };
}
