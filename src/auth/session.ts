import { createHash } from "node:crypto";
import { type AuthFlow, type Config, completeFlows, isMyDomain, missingFor } from "../config/config.ts";
import { isLoopback, isSafeUrl } from "../config/urls.ts";
import { ToolError } from "../errors.ts";
import { SharedWork } from "../waiting/shared.ts";
import {
  clientCredentialsFlow,
  type Grant,
  jwtBearerFlow,
  refreshTokenFlow,
  type TokenRequest,
} from "./flows.ts";
import { howToSignIn, noProfile, whatIsMissing } from "./not-configured.ts";
import { refusalOf, SignInUnavailable } from "./sign-in-errors.ts";

/** A token for REST requests, and where they go. */
export interface Token {
  accessToken: string;
  instanceUrl: string;
  /** `005…`, where the sign-in tells it. */
  userId?: string;
  /** The stored sign-in that it comes from. */
  profile?: string;
}

/** A stored sign-in: `login` writes it, the session reads it and writes rotated tokens back. */
export interface StoredSignIn {
  loginUrl: string;
  clientId: string;
  clientSecret?: string;
  refreshToken: string;
  /** Where requests went when it was stored. */
  instanceUrl?: string;
}

/**
 * Where refresh tokens live: those of `login` by profile, and those that replaced a setting's by its digest.
 * `exclusive` lets one process at a time use and replace a token: Salesforce takes a rotated token that is
 * used again for stolen and revokes what came after it (https://help.salesforce.com, article 005316711).
 */
export interface SignInStore {
  load(profile: string): Promise<StoredSignIn | undefined>;
  save(profile: string, signIn: StoredSignIn): Promise<unknown>;
  /** The names of those that are stored. */
  profiles?(): Promise<string[]>;
  exclusive<T>(profile: string, work: () => Promise<T>): Promise<T>;
}

/** Posts a form to a URL; the answer's status and parsed body, undefined when it is no JSON. */
export type FormPost = (
  url: string,
  form: Record<string, string>,
) => Promise<{ status: number; body: unknown }>;

/** One token for all calls; asked for when the first needs it, and anew when Salesforce rejects it. */
export interface Session {
  /**
   * One request at a time, however many wait; a caller whose signal is aborted waits no longer. Throws
   * NOT_CONFIGURED, AUTH_FAILED, or the signal's reason.
   */
  token(signal: AbortSignal): Promise<Token>;
  /** A new token in place of one that was rejected; the same for all whose token was that one. */
  renew(rejected: Token, signal: AbortSignal): Promise<Token>;
  /**
   * Where requests will go as far as that can be told before the sign-in, which alone is sure of it: only what wants
   * no token may be asked there. It is told once a sign-in has begun.
   */
  likelyInstance(): Promise<string | undefined>;
}

/** The token endpoint of a login URL. Its requests throw AUTH_FAILED for a refusal. */
export function requestAt(loginUrl: string, post: FormPost): TokenRequest {
  return async (form) => {
    const { status, body } = await post(`${loginUrl}/services/oauth2/token`, form);
    if (status < 200 || status > 299 || typeof body !== "object" || body === null)
      throw refusalOf(status, body);
    // A JSON object has string keys; its values are checked one by one.
    return body as Record<string, unknown>;
  };
}

/** Asks the Salesforce CLI for a token of the org that it knows by this alias or user name. */
export type CliGrant = (org: string) => Promise<Grant>;

/** How long a refused sign-in is remembered instead of being asked for again. */
const refusalMilliseconds = 30_000;

function checkInstance(grant: Grant, loginUrl: string): void {
  if (isSafeUrl(grant.instanceUrl) && (!isLoopback(grant.instanceUrl) || isLoopback(loginUrl))) return;
  throw new ToolError(
    "AUTH_FAILED",
    "The sign-in answer names an instance URL that is not https; it is not used.",
  );
}

/**
 * The flow that the settings and the stored sign-in allow. Throws NOT_CONFIGURED that says what is missing.
 * Client id and secret are what `login` needs too, so that a sign-in stored for this very app is meant before
 * the client-credentials flow.
 */
export async function chosenFlow(
  config: Config,
  store: Pick<SignInStore, "load" | "profiles">,
): Promise<AuthFlow> {
  const [complete] = completeFlows(config);
  const open = config.authFlow === undefined && (!complete || complete === "client-credentials");
  const stored = open ? await store.load(config.profile) : undefined;
  if (stored && (!complete || stored.clientId === config.clientId)) return "stored";
  const flow = config.authFlow ?? complete;
  const missing = flow ? missingFor(flow, config) : [];
  if (flow && missing.length === 0) return flow;
  const given = await whatIsMissing(config, store, flow, missing);
  const hint = howToSignIn(config);
  throw new ToolError("NOT_CONFIGURED", `There is no Salesforce sign-in. ${given}`, hint);
}

/** Where the tokens that replaced SALESFORCE_REFRESH_TOKEN are stored; no profile has such a name. */
function placeOfRotated({ loginUrl, clientId, refreshToken }: StoredSignIn): string {
  const digest = createHash("sha256").update([loginUrl, clientId, refreshToken].join("\n")).digest("hex");
  return `setting+${digest.slice(0, 32)}`;
}

/** A sign-in that was refused, and what was stored at that time. */
interface Refusal {
  error: ToolError;
  at: number;
  until: number;
  stored: string;
}

function remembered({ error, at, until }: Refusal): ToolError {
  const seconds = (milliseconds: number) => Math.max(1, Math.round(milliseconds / 1_000));
  const now = Date.now();
  return new ToolError(
    error.code,
    `${error.message} That was ${seconds(now - at)} s ago; it is asked again in ${seconds(until - now)} s, or once the user has signed in anew.`,
    error.hint,
  );
}

/** A URL that is an org's own. */
function myDomainOf(url: string | undefined): string | undefined {
  return url !== undefined && isMyDomain(url) && isSafeUrl(url) ? url : undefined;
}

/** A session for these settings. Nothing is sent before the first token is asked for. */
export class OAuthSession implements Session {
  readonly #config: Config;
  readonly #post: FormPost;
  readonly #store: SignInStore;
  readonly #warn: (text: string) => void;
  readonly #cli: CliGrant;
  #current: Token | undefined;
  /** A refresh token may be replaced by it, so a sign-in that began is never broken off. */
  readonly #asking = new SharedWork<Token>({ toTheEnd: true });
  #refusal: Refusal | undefined;
  #tellLikely: (instanceUrl: string | undefined) => void = () => undefined;
  readonly #likely = new Promise<string | undefined>((resolve) => {
    this.#tellLikely = resolve;
  });
  /** The newest refresh token, when it could not be stored in place of this one. */
  #unsaved: { stored: string; refreshToken: string } | undefined;

  constructor(
    config: Config,
    post: FormPost,
    store: SignInStore,
    cli: CliGrant,
    warn: (text: string) => void = () => undefined,
  ) {
    this.#config = config;
    this.#post = post;
    this.#store = store;
    this.#warn = warn;
    this.#cli = cli;
  }

  async token(signal: AbortSignal): Promise<Token> {
    return this.#current ?? this.#asking.ask(signal, () => this.#ask());
  }

  async renew(rejected: Token, signal: AbortSignal): Promise<Token> {
    const replaced = this.#current && this.#current.accessToken !== rejected.accessToken;
    return replaced && this.#current ? this.#current : this.#asking.ask(signal, () => this.#ask());
  }

  likelyInstance(): Promise<string | undefined> {
    return this.#likely;
  }

  async #ask(): Promise<Token> {
    try {
      return await this.#asked();
    } finally {
      // A sign-in that got no further says nothing.
      this.#tellLikely(undefined);
    }
  }

  async #asked(): Promise<Token> {
    if (this.#refusal && Date.now() < this.#refusal.until && this.#refusal.stored === (await this.#stored()))
      throw remembered(this.#refusal);
    try {
      const flow = await chosenFlow(this.#config, this.#store);
      const { accessToken, instanceUrl, userId } = await this.#grant(flow);
      this.#refusal = undefined;
      this.#current = {
        accessToken,
        instanceUrl,
        ...(userId !== undefined && { userId }),
        ...(flow === "stored" && { profile: this.#config.profile }),
      };
      return this.#current;
    } catch (error) {
      const refused = error instanceof ToolError && error.code === "AUTH_FAILED";
      if (refused && !(error instanceof SignInUnavailable)) {
        const at = Date.now();
        this.#refusal = { error, at, until: at + refusalMilliseconds, stored: await this.#stored() };
      }
      throw error;
    }
  }

  /** Changes when the user signs in anew, after which a refusal no longer counts. */
  async #stored(): Promise<string> {
    const signIn = await this.#store.load(this.#config.profile).catch(() => undefined);
    return signIn?.refreshToken ?? "";
  }

  async #grant(flow: AuthFlow): Promise<Grant> {
    const config = this.#config;
    // A ready session's instance was checked as a setting.
    if (flow === "access-token") return this.#ready();
    if (flow === "sf-cli") return this.#byCli(config.sfOrg ?? "");
    if (flow === "stored") return this.#byStored(config.profile);
    if (flow === "refresh-token") return this.#bySetting();
    this.#tellLikely(myDomainOf(config.loginUrl));
    const request = requestAt(config.loginUrl, this.#post);
    const grant = await (flow === "jwt-bearer" ? jwtBearerFlow : clientCredentialsFlow)(config, request);
    checkInstance(grant, config.loginUrl);
    return grant;
  }

  #ready(): Grant {
    const { accessToken = "", instanceUrl = "" } = this.#config;
    if (!this.#current) return { accessToken, instanceUrl };
    const hint = "Get a new one, e.g. by sf org display, or use a refresh token.";
    throw new ToolError("AUTH_FAILED", "Salesforce no longer accepts SALESFORCE_ACCESS_TOKEN.", hint);
  }

  async #byCli(org: string): Promise<Grant> {
    const grant = await this.#cli(org);
    if (this.#current?.accessToken !== grant.accessToken) return grant;
    throw new ToolError(
      "AUTH_FAILED",
      `Salesforce no longer accepts the token of the Salesforce CLI for ${org}, and the CLI has no other.`,
      `In a terminal: sf org login web --alias ${org}; this server then uses it without a restart.`,
    );
  }

  async #byStored(profile: string): Promise<Grant> {
    const said = await noProfile(profile, this.#store);
    const missing = () => new ToolError("NOT_CONFIGURED", said, howToSignIn(this.#config));
    const grant = await this.#refreshed(profile, (stored) => {
      if (!stored) throw missing();
      return stored;
    });
    if (this.#current && this.#current.instanceUrl !== grant.instanceUrl)
      throw new ToolError(
        "AUTH_FAILED",
        `The stored sign-in '${profile}' now is one of another org, ${grant.instanceUrl}.`,
        "The user can restart the server to work in that org, or run login for this one again.",
      );
    return grant;
  }

  #bySetting(): Promise<Grant> {
    const { loginUrl, clientId = "", clientSecret, refreshToken = "" } = this.#config;
    const given = { loginUrl, clientId, refreshToken, ...(clientSecret !== undefined && { clientSecret }) };
    return this.#refreshed(placeOfRotated(given), (stored) => ({
      ...given,
      refreshToken: stored?.refreshToken ?? refreshToken,
    }));
  }

  /** A refresh with the newest token of this place, and its successor stored there, in one process at a time. */
  #refreshed(place: string, signInOf: (stored: StoredSignIn | undefined) => StoredSignIn): Promise<Grant> {
    return this.#store.exclusive(place, async () => {
      const stored = await this.#store.load(place);
      const signIn = signInOf(stored);
      this.#tellLikely(myDomainOf(stored?.instanceUrl) ?? myDomainOf(signIn.loginUrl));
      const unsaved = this.#unsaved?.stored === signIn.refreshToken ? this.#unsaved : undefined;
      const used = unsaved?.refreshToken ?? signIn.refreshToken;
      const grant = await refreshTokenFlow(signIn, used, requestAt(signIn.loginUrl, this.#post));
      const { refreshToken: next, instanceUrl } = grant;
      if (next !== undefined && next !== used) await this.#keep(place, { ...signIn, instanceUrl }, next);
      checkInstance(grant, signIn.loginUrl);
      return grant;
    });
  }

  async #keep(place: string, signIn: StoredSignIn, refreshToken: string): Promise<void> {
    try {
      await this.#store.save(place, { ...signIn, refreshToken });
      if (signIn.refreshToken === this.#config.refreshToken)
        this.#warn(
          "Salesforce replaced SALESFORCE_REFRESH_TOKEN by another, which is stored on this machine; elsewhere the setting no longer signs in. salesforce-rest-mcp login needs no such setting.",
        );
    } catch (error) {
      this.#unsaved = { stored: signIn.refreshToken, refreshToken };
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(
        `Salesforce replaced the refresh token, but the new one could not be stored (${reason}): when this process ends, someone must sign in again.`,
      );
    }
  }
}
