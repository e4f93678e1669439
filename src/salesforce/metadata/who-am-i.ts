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

/** What ends every REST request, so that a user who merely may not see the organization is not meant. */
const noAccess = new Set(["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "REQUEST_LIMIT_EXCEEDED"]);

function withoutOrganization(error: unknown): undefined {
  if (error instanceof SalesforceError && !noAccess.has(error.code)) return undefined;
  throw error;
}

function organizationOf(salesforce: Salesforce): Promise<{ records: Organization[] } | undefined> {
  const q = "SELECT Name, OrganizationType, IsSandbox, InstanceName FROM Organization LIMIT 1";
  return salesforce.get<{ records: Organization[] }>("/query", { query: { q } }).catch(withoutOrganization);
}

/**
 * The signed-in user and the org; what the user may not see of the org is left out, and its record is not
 * read unless `mayReadOrganization`.
 */
export async function whoAmI(salesforce: Salesforce, mayReadOrganization = true) {
  const [user, organization, apiVersion, instanceUrl] = await Promise.all([
    salesforce.get<UserInfo>("/services/oauth2/userinfo"),
    mayReadOrganization ? organizationOf(salesforce) : undefined,
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
