import { type AuthFlow, type Config, completeFlows, isLoopback, isSafeUrl, missingFor } from "../config.ts";
import { ToolError } from "../errors.ts";
import {
  clientCredentialsFlow,
  type Grant,
  jwtBearerFlow,
  refreshTokenFlow,
  type TokenRequest,
} from "./flows.ts";

/** A token for REST requests, and where they go. */
export interface Token {
  accessToken: string;
  instanceUrl: string;
}

/** A stored sign-in: `login` writes it, the session reads it and writes rotated tokens back. */
export interface StoredSignIn {
  loginUrl: string;
  clientId: string;
  clientSecret?: string;
  refreshToken: string;
}

/**
 * Where a stored sign-in lives. `exclusive` lets one process at a time use and replace the refresh token,
 * so that two servers on one profile do not lock each other out when it rotates.
 */
export interface SignInStore {
  load(profile: string): Promise<StoredSignIn | undefined>;
  save(profile: string, signIn: StoredSignIn): Promise<void>;
  exclusive<T>(profile: string, work: () => Promise<T>): Promise<T>;
}

/** Posts a form to a URL; the answer's status and parsed body, undefined when it is no JSON. */
export type FormPost = (
  url: string,
  form: Record<string, string>,
) => Promise<{ status: number; body: unknown }>;

/** One token for all calls; asked for when the first needs it, and anew when Salesforce rejects it. */
export interface Session {
  /** One request at a time, however many wait. Throws NOT_CONFIGURED or AUTH_FAILED. */
  token(): Promise<Token>;
  /** A new token in place of one that was rejected; the same for all whose token was that one. */
  renew(rejected: Token): Promise<Token>;
}

/** How long a refused sign-in is remembered instead of being asked for again. */
const refusalMilliseconds = 30_000;

const remedies: readonly [RegExp, string][] = [
  [
    /expired access\/refresh token|token.*(?:revoked|expired)/i,
    "Sign in again and set the new SALESFORCE_REFRESH_TOKEN.",
  ],
  [
    /hasn't approved|not approved/i,
    "Let an administrator pre-authorise the user for the app (permitted users, profile or permission set).",
  ],
  [
    /invalid assertion/i,
    "Check that the app holds the certificate of this private key, and that this machine's clock is right.",
  ],
  [
    /audience/i,
    "Set SALESFORCE_JWT_AUDIENCE to https://login.salesforce.com, or https://test.salesforce.com for a sandbox.",
  ],
  [
    /not supported on this domain/i,
    "Set SALESFORCE_LOGIN_URL to the org's My Domain URL (https://….my.salesforce.com).",
  ],
  [/no client credentials user/i, "Give the app a run-as user for the client-credentials flow."],
  [/inactive|user.*(?:locked|frozen)/i, "The user is inactive or locked; ask an administrator."],
  [
    /client identifier|invalid_client_id/i,
    "Check SALESFORCE_CLIENT_ID; a new app takes about ten minutes to become known.",
  ],
  [/invalid_client/i, "Check SALESFORCE_CLIENT_SECRET."],
  [/unsupported_grant_type/i, "Switch on this OAuth flow in the app's settings."],
  [
    /invalid_grant/i,
    "Check the login URL (sandbox: https://test.salesforce.com), the user name, and the app's policies.",
  ],
];

/** What to do about an OAuth error, by its code and description. */
function remedyFor(text: string): string {
  return (
    remedies.find(([pattern]) => pattern.test(text))?.[1] ??
    "Check the sign-in settings against the app in Salesforce; its login history tells more."
  );
}

function refused(status: number, body: unknown): ToolError {
  const answer = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const { error, error_description: description } = answer;
  if (typeof error !== "string") {
    const message = `Salesforce answered the sign-in with HTTP ${status} and nothing that can be read.`;
    return new ToolError(
      "AUTH_FAILED",
      message,
      "Check SALESFORCE_LOGIN_URL: it must be a Salesforce login host or My Domain.",
    );
  }
  const said = typeof description === "string" ? `${error}: ${description}` : error;
  return new ToolError("AUTH_FAILED", `Salesforce refused the sign-in (${said}).`, remedyFor(said));
}

function checkInstance(grant: Grant, loginUrl: string): void {
  if (isSafeUrl(grant.instanceUrl) && (!isLoopback(grant.instanceUrl) || isLoopback(loginUrl))) return;
  throw new ToolError(
    "AUTH_FAILED",
    "The sign-in answer names an instance URL that is not https; it is not used.",
  );
}

/** The flow that the settings allow. Throws NOT_CONFIGURED that says what is missing. */
function flowOf(config: Config): AuthFlow {
  const flow = config.authFlow ?? completeFlows(config)[0];
  const missing = flow ? missingFor(flow, config) : [];
  if (flow && missing.length === 0) return flow;
  const given = flow ? `For the ${flow} sign-in ${missing.join(" and ")} must be set.` : partial(config);
  throw new ToolError("NOT_CONFIGURED", `There is no Salesforce sign-in. ${given}`, howToSignIn);
}

const howToSignIn =
  "The user can set these variables in the client's configuration or in .env, or add --demo to try the embedded demo org.";

function partial(config: Config): string {
  const near = (["refresh-token", "jwt-bearer", "access-token"] as const)
    .map((flow) => ({ flow, missing: missingFor(flow, config) }))
    .filter(({ flow, missing }) => missing.length < (flow === "jwt-bearer" ? 3 : 2))
    .map(({ flow, missing }) => `${flow} still needs ${missing.join(" and ")}`);
  if (near.length > 0) return `Of the settings, ${near.join("; ")}.`;
  return "Missing are SALESFORCE_CLIENT_ID with SALESFORCE_REFRESH_TOKEN, or with SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY, or SALESFORCE_ACCESS_TOKEN with SALESFORCE_INSTANCE_URL.";
}

/** A session for these settings. Nothing is sent before the first token is asked for. */
export class OAuthSession implements Session {
  readonly #config: Config;
  readonly #post: FormPost;
  readonly #store: SignInStore;
  #current: Token | undefined;
  #pending: Promise<Token> | undefined;
  #refusal: { error: ToolError; until: number } | undefined;
  #refreshToken: string | undefined;

  constructor(config: Config, post: FormPost, store: SignInStore) {
    this.#config = config;
    this.#post = post;
    this.#store = store;
    this.#refreshToken = config.refreshToken;
  }

  async token(): Promise<Token> {
    return this.#current ?? this.#single();
  }

  async renew(rejected: Token): Promise<Token> {
    const replaced = this.#current && this.#current.accessToken !== rejected.accessToken;
    return replaced && this.#current ? this.#current : this.#single();
  }

  #single(): Promise<Token> {
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #ask(): Promise<Token> {
    if (this.#refusal && Date.now() < this.#refusal.until) throw this.#refusal.error;
    try {
      const flow = await this.#flow();
      const grant = await this.#grant(flow);
      // A ready session's instance was checked as a setting.
      if (flow !== "access-token")
        checkInstance(grant, flow === "stored" ? grant.instanceUrl : this.#config.loginUrl);
      this.#current = { accessToken: grant.accessToken, instanceUrl: grant.instanceUrl };
      this.#refusal = undefined;
      return this.#current;
    } catch (error) {
      if (error instanceof ToolError && error.code === "AUTH_FAILED")
        this.#refusal = { error, until: Date.now() + refusalMilliseconds };
      throw error;
    }
  }

  async #flow(): Promise<AuthFlow> {
    const config = this.#config;
    const free = config.authFlow === undefined && completeFlows(config).length === 0;
    return free && (await this.#store.load(config.profile)) ? "stored" : flowOf(config);
  }

  async #grant(flow: AuthFlow): Promise<Grant> {
    const config = this.#config;
    const request = this.#requestAt(config.loginUrl);
    if (flow === "jwt-bearer") return jwtBearerFlow(config, request);
    if (flow === "client-credentials") return clientCredentialsFlow(config, request);
    if (flow === "stored") return this.#store.exclusive(config.profile, () => this.#stored());
    if (flow === "access-token") return this.#ready();
    const grant = await refreshTokenFlow(config, this.#refreshToken ?? "", request);
    this.#refreshToken = grant.refreshToken ?? this.#refreshToken;
    return grant;
  }

  #ready(): Grant {
    const { accessToken = "", instanceUrl = "" } = this.#config;
    if (!this.#current) return { accessToken, instanceUrl };
    const hint = "Get a new one, e.g. by sf org display, or use a refresh token.";
    throw new ToolError("AUTH_FAILED", "Salesforce no longer accepts SALESFORCE_ACCESS_TOKEN.", hint);
  }

  async #stored(): Promise<Grant> {
    const { profile } = this.#config;
    const signIn = await this.#store.load(profile);
    if (!signIn)
      throw new ToolError("NOT_CONFIGURED", `There is no stored sign-in '${profile}'.`, howToSignIn);
    const { loginUrl, clientId, clientSecret } = signIn;
    const config: Config = {
      ...this.#config,
      loginUrl,
      clientId,
      ...(clientSecret !== undefined && { clientSecret }),
    };
    const grant = await refreshTokenFlow(config, signIn.refreshToken, this.#requestAt(loginUrl));
    if (grant.refreshToken && grant.refreshToken !== signIn.refreshToken)
      await this.#store.save(profile, { ...signIn, refreshToken: grant.refreshToken });
    return grant;
  }

  #requestAt(loginUrl: string): TokenRequest {
    return async (form) => {
      const { status, body } = await this.#post(`${loginUrl}/services/oauth2/token`, form);
      if (status < 200 || status > 299 || typeof body !== "object" || body === null)
        throw refused(status, body);
      // A JSON object has string keys; its values are checked one by one.
      return body as Record<string, unknown>;
    };
  }
}
