import { type AuthFlow, type Config, missingFor } from "../config/config.ts";

export function howToSignIn({ profile, startedAs }: Config): string {
  const login = `${startedAs} login${profile === "default" ? "" : ` --profile ${profile}`}`;
  return `The user can run ${login} in a terminal with SALESFORCE_CLIENT_ID set (a sign-in in the browser, which this server then uses without a restart), set these variables in the client's configuration or in .env, set SALESFORCE_SF_ORG where the Salesforce CLI is signed in, or add --demo to try the embedded demo org.`;
}

function partial(config: Config): string {
  const near = (["refresh-token", "jwt-bearer", "access-token"] as const)
    .map((flow) => ({ flow, missing: missingFor(flow, config) }))
    .filter(({ flow, missing }) => missing.length < (flow === "jwt-bearer" ? 3 : 2))
    .map(({ flow, missing }) => `${flow} still needs ${missing.join(" and ")}`);
  const { clientId, clientSecret, loginUrl } = config;
  if (clientId && clientSecret)
    near.push(
      `client-credentials needs the org's My Domain URL as SALESFORCE_LOGIN_URL, which is ${new URL(loginUrl).host}`,
    );
  if (near.length > 0) return `Of the settings, ${near.join("; ")}.`;
  return "Missing are SALESFORCE_CLIENT_ID with SALESFORCE_REFRESH_TOKEN, or with SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY, or SALESFORCE_ACCESS_TOKEN with SALESFORCE_INSTANCE_URL.";
}

/** What the chosen flow needs, or which profile is not there, or what is missing for any flow. */
export async function whatIsMissing(
  config: Config,
  store: Profiles,
  flow: AuthFlow | undefined,
  missing: readonly string[],
): Promise<string> {
  if (flow) return `For the ${flow} sign-in ${missing.join(" and ")} must be set.`;
  if (config.profile === "default") return partial(config);
  return `${await noProfile(config.profile, store)} ${partial(config)}`;
}

/** Where the names of stored sign-ins are. */
interface Profiles {
  profiles?(): Promise<string[]>;
}

/** Names a profile that is not there, and those that are. */
export async function noProfile(profile: string, store: Profiles): Promise<string> {
  const others = (await store.profiles?.()) ?? [];
  const those = others.length > 0 ? ` Stored are: ${others.join(", ")}.` : "";
  return `There is no stored sign-in '${profile}'.${those}`;
}
