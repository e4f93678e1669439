import type { Salesforce } from "../rest/client.ts";
import { SalesforceError } from "../rest/errors.ts";

interface UserInfo {
  user_id?: string;
  organization_id?: string;
  preferred_username?: string;
  name?: string;
  email?: string;
  zoneinfo?: string;
  locale?: string;
}

interface Organization {
  Name: string;
  OrganizationType: string;
  IsSandbox: boolean;
  InstanceName: string;
}

/** Errors that every REST request would meet; any other only means that the user may not see the record. */
const noAccess = new Set(["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "REQUEST_LIMIT_EXCEEDED"]);

function withoutAccess(error: unknown): undefined {
  if (error instanceof SalesforceError && !noAccess.has(error.code)) return undefined;
  throw error;
}

function organizationOf(salesforce: Salesforce): Promise<{ records: Organization[] } | undefined> {
  const q = "SELECT Name, OrganizationType, IsSandbox, InstanceName FROM Organization LIMIT 1";
  return salesforce.get<{ records: Organization[] }>("/query", { query: { q } }).catch(withoutAccess);
}

interface Place {
  Profile?: { Name: string } | null;
  UserRole?: { Name: string } | null;
}

/** The names of the user's profile and role; empty when the user may not see them. */
async function placeOf(
  salesforce: Salesforce,
  userId: string | undefined,
  mayRead: (object: string) => boolean,
): Promise<{ profile?: string | undefined; role?: string | undefined }> {
  const names = ["Profile", "UserRole"].filter(mayRead).map((object) => `${object}.Name`);
  if (!userId || !/^\w+$/.test(userId) || names.length === 0 || !mayRead("User")) return {};
  const q = `SELECT ${names.join(", ")} FROM User WHERE Id = '${userId}'`;
  const answer = await salesforce.get<{ records: Place[] }>("/query", { query: { q } }).catch(withoutAccess);
  const [place] = answer?.records ?? [];
  return { profile: place?.Profile?.Name, role: place?.UserRole?.Name };
}

const onlyOrganization = (object: string) => object === "Organization";

/**
 * The signed-in user and the org. What the user may not see is left out, and so is what stands in objects that
 * `mayRead` does not name (Organization; for the user's profile and role User, Profile and UserRole).
 */
export async function whoAmI(
  salesforce: Salesforce,
  mayRead: (object: string) => boolean = onlyOrganization,
) {
  const told = salesforce.get<UserInfo>("/services/oauth2/userinfo");
  // Most sign-ins tell who signed in, so that there is nothing to wait for.
  const userId = async () => (await salesforce.userId()) ?? (await told).user_id;
  const [user, { profile, role }, organization, apiVersion, instanceUrl] = await Promise.all([
    told,
    userId().then((id) => placeOf(salesforce, id, mayRead)),
    mayRead("Organization") ? organizationOf(salesforce) : undefined,
    salesforce.apiVersion(),
    salesforce.instanceUrl(),
  ]);
  const [org] = organization?.records ?? [];
  const usage = salesforce.limitInfo;
  return {
    user: {
      id: user.user_id,
      username: user.preferred_username,
      name: user.name,
      email: user.email,
      profile,
      role,
      timeZone: user.zoneinfo,
      locale: user.locale,
    },
    organization: {
      id: user.organization_id,
      name: org?.Name,
      edition: org?.OrganizationType,
      instance: org?.InstanceName,
      kind: org && (org.IsSandbox ? "sandbox" : "production"),
    },
    instanceUrl,
    apiVersion,
    ...(usage && { apiRequests: { used: usage.used, max: usage.max } }),
  };
}
