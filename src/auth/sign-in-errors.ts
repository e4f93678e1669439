import { ToolError } from "../errors.ts";
import { isObject } from "../json-object.ts";

/** What Salesforce says when it refuses a sign-in, and what to do about it: the table in docs/sign-in.md. */
export interface SignInError {
  /** Matches `error: error_description`. */
  pattern: RegExp;
  /** The words to look for, as Salesforce writes them. */
  says: string;
  remedy: string;
}

/** The first that matches counts. */
export const signInErrors: readonly SignInError[] = [
  {
    pattern: /redirect_uri_mismatch/i,
    says: "redirect_uri_mismatch",
    remedy:
      "Add the address of SALESFORCE_REDIRECT_URL (http://localhost:1717/OauthRedirect unless set) to the app's callback URLs, letter for letter; a change takes up to ten minutes.",
  },
  {
    pattern: /\baccess_denied\b|end-user denied/i,
    says: "access_denied: end-user denied authorization",
    remedy: "The request was denied in the browser. Run login again and choose Allow.",
  },
  {
    pattern: /admin approved|OAUTH_APP_ACCESS_DENIED|invalid_app_access/i,
    says: "user is not admin approved to access this app",
    remedy:
      "Let an administrator admit the user in the app's policies: a profile or permission set under permitted users.",
  },
  {
    pattern: /hasn't approved|not approved/i,
    says: "user hasn't approved this consumer",
    remedy:
      "Let an administrator pre-authorise the user for the app: permitted users set to admin approved, with the user's profile or permission set.",
  },
  {
    pattern: /installed in(?:to)? (?:this )?org|APP_NOT_FOUND|APP_BLOCKED|APPROVAL_ERROR/i,
    says: "app must be installed into org",
    remedy:
      "Create the app in this very org, or let an administrator install and allow it there (Setup, Connected Apps OAuth Usage).",
  },
  {
    pattern: /invalid_scope|requested scope/i,
    says: "invalid_scope",
    remedy: "Give the app the OAuth scopes api and refresh_token (perform requests at any time).",
  },
  {
    pattern: /expired access\/refresh token|token.*(?:revoked|expired)/i,
    says: "expired access/refresh token",
    remedy:
      "Sign in again, since the refresh token was revoked, rotated or replaced: run salesforce-rest-mcp login, or set a new SALESFORCE_REFRESH_TOKEN.",
  },
  {
    pattern: /expired authorization code/i,
    says: "expired authorization code",
    remedy: "Check this machine's clock; for login, answer the browser sooner.",
  },
  {
    pattern: /invalid assertion/i,
    says: "invalid assertion",
    remedy:
      "Check that the app holds the certificate of this private key, that the certificate has not expired, and that this machine's clock is right.",
  },
  {
    pattern: /audience/i,
    says: "audience is invalid",
    remedy:
      "Set SALESFORCE_JWT_AUDIENCE to https://login.salesforce.com, or https://test.salesforce.com for a sandbox.",
  },
  {
    pattern: /not supported on this domain/i,
    says: "request not supported on this domain",
    remedy: "Set SALESFORCE_LOGIN_URL to the org's My Domain URL (https://….my.salesforce.com).",
  },
  {
    pattern: /no client credentials user/i,
    says: "no client credentials user enabled",
    remedy: "Give the app a run-as user for the client-credentials flow.",
  },
  {
    pattern: /inactive|user.*(?:locked|frozen)/i,
    says: "inactive_user",
    remedy: "The user is inactive, locked or frozen; ask an administrator.",
  },
  {
    pattern: /ip restricted|ip_restricted/i,
    says: "ip restricted",
    remedy: "Ask an administrator to allow this network's address, or to relax the app's IP restrictions.",
  },
  {
    pattern: /rate_limit|rate exceeded/i,
    says: "login rate exceeded",
    remedy: "Too many sign-ins in the last hour; wait, and look for a server that starts over and over.",
  },
  {
    pattern: /client identifier|invalid_client_id/i,
    says: "client identifier invalid",
    remedy:
      "Check SALESFORCE_CLIENT_ID and that the login URL is this app's org; a new app takes about ten minutes to become known.",
  },
  {
    pattern: /invalid_client\b|invalid client credentials/i,
    says: "invalid client credentials",
    remedy: "Check SALESFORCE_CLIENT_SECRET.",
  },
  {
    pattern: /unsupported_grant_type/i,
    says: "unsupported_grant_type",
    remedy: "Switch on this OAuth flow in the app's settings.",
  },
  {
    pattern: /invalid_grant/i,
    says: "invalid_grant: authentication failure",
    remedy:
      "Check the login URL (sandbox: https://test.salesforce.com), the user name, and the app's policies.",
  },
];

/** Salesforce's refusal of a sign-in by its code and description, with the remedy. */
export function refusal(error: string, description?: string): ToolError {
  const said = description ? `${error}: ${description}` : error;
  const remedy = signInErrors.find(({ pattern }) => pattern.test(said))?.remedy;
  return new ToolError(
    "AUTH_FAILED",
    `Salesforce refused the sign-in (${said}).`,
    remedy ?? "Check the sign-in settings against the app in Salesforce; its login history tells more.",
  );
}

/** The login host is not available, or not itself; unlike a refusal that is worth another request soon. */
export class SignInUnavailable extends ToolError {}

/** What Salesforce refuses for a moment only, whatever the status: one refresh at a time for a token, a stumble. */
const passing =
  /already being processed|retry your request|server_error|temporarily_unavailable|try again later/i;

function wordsOf(body: unknown): { error: string; description: string | undefined } | undefined {
  if (!isObject(body) || typeof body["error"] !== "string") return undefined;
  const { error, error_description: description } = body;
  return { error, description: typeof description === "string" ? description : undefined };
}

/** Whether the token endpoint says that the same request may be answered otherwise in a moment. */
export function passes(status: number, body: unknown): boolean {
  const said = wordsOf(body);
  if (said === undefined) return false;
  return status >= 500 || status === 429 || passing.test(`${said.error}: ${said.description ?? ""}`);
}

function unavailable(status: number, body: unknown): SignInUnavailable {
  const said = wordsOf(body);
  const words = said?.description ? `${said.error}: ${said.description}` : said?.error;
  const busy = /already being processed/i.test(words ?? "");
  return new SignInUnavailable(
    "AUTH_FAILED",
    words === undefined
      ? `The login URL answered HTTP ${status} and no reason.`
      : `Salesforce refused the sign-in for the moment (${words}), and went on doing so.`,
    busy
      ? "Another process is refreshing the same sign-in, perhaps on another machine; try again in a moment, and give each machine a sign-in of its own."
      : "Try again in a few minutes; status.salesforce.com says whether Salesforce is under maintenance.",
  );
}

/** An answer of the token endpoint that holds no token. Only a refusal in Salesforce's own words is lasting. */
export function refusalOf(status: number, body: unknown): ToolError {
  const said = wordsOf(body);
  if (passes(status, body)) return unavailable(status, body);
  if (said !== undefined) return refusal(said.error, said.description);
  if (status >= 420) return unavailable(status, body);
  return new SignInUnavailable(
    "AUTH_FAILED",
    `The login URL answered HTTP ${status} and nothing that can be read, so it is not Salesforce's.`,
    "Check SALESFORCE_LOGIN_URL: https://login.salesforce.com, https://test.salesforce.com or a My Domain URL (https://….my.salesforce.com).",
  );
}
