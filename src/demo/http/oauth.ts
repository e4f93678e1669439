import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
  type X509Certificate,
} from "node:crypto";
import type { OrgUser } from "../handler.ts";
import { backTo, consentPage, errorPage, type OAuthAnswer, unsupported } from "./consent-page.ts";

interface Code {
  redirectUri: string;
  challenge: string | undefined;
  clientId: string;
  until: number;
}

export interface OAuthOptions {
  rotateRefreshTokens?: boolean;
  /** What the app has registered; compared exactly. */
  redirectUris?: readonly string[];
  now(): number;
  user: OrgUser;
  organizationId: string;
}

const lifeMilliseconds = 7_200_000;
const codeMilliseconds = 600_000;

function failure(error: string, description: string): OAuthAnswer {
  return { status: 400, body: { error, error_description: description } };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(sha256(a)), Buffer.from(sha256(b))];
  return timingSafeEqual(left, right);
}

const newKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Made when an org is first asked for its key, for all orgs of the process: it takes longer than to start one. */
let keys: ReturnType<typeof newKeys> | undefined;

/** The org's OAuth: one app, one user; tokens in memory. */
export class OAuth {
  readonly clientId = `3MVG9${randomBytes(24).toString("base64url")}`;
  readonly clientSecret = randomBytes(32).toString("hex").toUpperCase();
  readonly username: string;
  readonly refreshToken = newRefreshToken();
  rotate: boolean;
  /** Whether an administrator has admitted the user to the app. */
  approved = true;
  /** Whether the user's profile has API access. */
  apiEnabled = true;
  instanceUrl = "";
  readonly redirectUris: string[];
  readonly #now: () => number;
  readonly #organizationId: string;
  readonly #userId: string;
  /** `family` is what a refresh token and all that came of it have in common; they are revoked together. */
  readonly #access = new Map<string, { until: number; userId: string; family?: string }>();
  readonly #codes = new Map<string, Code>();
  readonly #refresh = new Map<string, { family: string; spent: boolean }>();
  /** What JWTs are checked with: the key of the certificate that the app has. */
  #trusted: KeyObject | undefined;
  #certificateUntil = Number.POSITIVE_INFINITY;

  constructor(options: OAuthOptions) {
    this.#now = options.now;
    this.#organizationId = options.organizationId;
    this.#userId = options.user.id;
    this.username = options.user.username;
    this.rotate = options.rotateRefreshTokens ?? false;
    this.redirectUris = [...(options.redirectUris ?? ["http://localhost:1717/OauthRedirect"])];
    this.#startFamily(this.refreshToken);
  }

  #startFamily(refreshToken: string): void {
    this.#refresh.set(refreshToken, { family: refreshToken, spent: false });
  }

  /** The private key of the JWT bearer flow. */
  privateKey(): string {
    keys ??= newKeys();
    this.#trusted ??= keys.publicKey;
    return String(keys.privateKey.export({ type: "pkcs8", format: "pem" }));
  }

  /** The app gets another certificate, so that the key no longer fits. */
  replaceCertificate(): void {
    this.#trusted = newKeys().publicKey;
  }

  /** The app gets this certificate: until its end, JWTs signed with the key that belongs to it are accepted, and no others. */
  trust({ publicKey, validTo }: X509Certificate): void {
    this.#trusted = publicKey;
    this.#certificateUntil = Date.parse(validTo);
  }

  expireCertificate(): void {
    this.#certificateUntil = this.#now();
  }

  /** An access token, of the org's user unless told. */
  issue(family?: string, userId = this.#userId): string {
    const token = `${this.#organizationId}!${randomBytes(36).toString("base64url")}`;
    this.#access.set(token, { until: this.#now() + lifeMilliseconds, userId, ...(family && { family }) });
    return token;
  }

  /** Every access and refresh token that was given out. */
  tokens(): string[] {
    return [...this.#access.keys(), ...this.#refresh.keys()];
  }

  /** The user of an access token, or undefined when it is not accepted. */
  userOf(token: string): string | undefined {
    const found = this.#access.get(token);
    return found && found.until > this.#now() ? found.userId : undefined;
  }

  expireAll(): void {
    this.#access.clear();
  }

  revokeRefreshTokens(): void {
    this.#refresh.clear();
  }

  /** `GET /.well-known/openid-configuration`, which every login host of Salesforce answers. */
  configuration(): object {
    const services = `${this.instanceUrl}/services/oauth2`;
    return {
      issuer: this.instanceUrl,
      authorization_endpoint: `${services}/authorize`,
      token_endpoint: `${services}/token`,
      revocation_endpoint: `${services}/revoke`,
      userinfo_endpoint: `${services}/userinfo`,
      introspection_endpoint: `${services}/introspect`,
      scopes_supported: ["api", "refresh_token"],
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
    };
  }

  async token(form: URLSearchParams): Promise<OAuthAnswer> {
    const grant = form.get("grant_type");
    if (grant === "refresh_token") return this.#byRefreshToken(form);
    if (grant === "urn:ietf:params:oauth:grant-type:jwt-bearer") return this.#byJwt(form);
    if (grant === "client_credentials") return this.#checkClient(form, true) ?? this.#success(this.issue());
    if (grant === "authorization_code") return this.#byCode(form);
    if (!grant) return failure("invalid_request", "missing required parameter: grant_type");
    return failure("unsupported_grant_type", "grant type not supported");
  }

  #checkClient(form: URLSearchParams, secretNeeded: boolean): OAuthAnswer | undefined {
    if (!same(form.get("client_id") ?? "", this.clientId))
      return failure("invalid_client_id", "client identifier invalid");
    const secret = form.get("client_secret");
    const wrong = secret === null ? secretNeeded : !same(secret, this.clientSecret);
    return wrong ? failure("invalid_client", "invalid client credentials") : undefined;
  }

  #success(accessToken: string, more: Record<string, string> = {}): OAuthAnswer {
    const id = `${this.instanceUrl}/id/${this.#organizationId}/${this.#userId}`;
    const issuedAt = String(this.#now());
    const signature = createHash("sha256")
      .update(id + issuedAt + this.clientSecret)
      .digest("base64");
    return {
      status: 200,
      body: {
        access_token: accessToken,
        signature,
        scope: "refresh_token api",
        instance_url: this.instanceUrl,
        id,
        token_type: "Bearer",
        issued_at: issuedAt,
        ...more,
      },
    };
  }

  #byRefreshToken(form: URLSearchParams): OAuthAnswer {
    const refused = this.#checkClient(form, false);
    if (refused) return refused;
    const given = form.get("refresh_token") ?? "";
    const found = this.#refresh.get(given);
    // A rotated token that is used again counts as stolen: all that came of it is revoked.
    if (found?.spent) this.#revokeFamily(found.family);
    if (!found || found.spent) return failure("invalid_grant", "expired access/refresh token");
    const { family } = found;
    if (!this.rotate) return this.#success(this.issue(family));
    found.spent = true;
    const next = newRefreshToken();
    this.#refresh.set(next, { family, spent: false });
    return this.#success(this.issue(family), { refresh_token: next });
  }

  #revokeFamily(family: string): void {
    for (const tokens of [this.#refresh, this.#access])
      for (const [token, entry] of tokens) if (entry.family === family) tokens.delete(token);
  }

  async #byJwt(form: URLSearchParams): Promise<OAuthAnswer> {
    const { default: jwt } = await import("jsonwebtoken");
    const assertion = form.get("assertion") ?? "";
    const decoded = jwt.decode(assertion, { json: true });
    if (!decoded || !this.#trusted) return failure("invalid_grant", "invalid assertion");
    if (decoded.iss !== this.clientId) return failure("invalid_client_id", "client identifier invalid");
    const audiences = ["https://login.salesforce.com", "https://test.salesforce.com", this.instanceUrl];
    if (!audiences.includes(String(decoded.aud))) return failure("invalid_grant", "audience is invalid");
    const seconds = Number(decoded.exp) - this.#now() / 1_000;
    if (seconds <= 0) return failure("invalid_grant", "expired authorization code");
    if (!(seconds <= 300) || this.#certificateUntil <= this.#now())
      return failure("invalid_grant", "invalid assertion");
    try {
      const clockTimestamp = Math.floor(this.#now() / 1_000);
      jwt.verify(assertion, this.#trusted, { algorithms: ["RS256"], clockTimestamp });
    } catch {
      return failure("invalid_grant", "invalid assertion");
    }
    if (decoded.sub !== this.username || !this.approved)
      return failure("invalid_grant", "user hasn't approved this consumer");
    return this.#success(this.issue());
  }

  #byCode(form: URLSearchParams): OAuthAnswer {
    const refused = this.#checkClient(form, false);
    if (refused) return refused;
    const given = form.get("code") ?? "";
    const code = this.#codes.get(given);
    this.#codes.delete(given);
    if (!code || code.until < this.#now() || code.clientId !== form.get("client_id"))
      return failure("invalid_grant", "invalid authorization code");
    if (code.redirectUri !== form.get("redirect_uri"))
      return failure("redirect_uri_mismatch", "redirect_uri must match configuration");
    const verifier = form.get("code_verifier");
    if (code.challenge !== undefined && !(verifier && fits(verifier, code.challenge)))
      return failure("invalid_grant", "invalid code verifier");
    if (code.challenge === undefined && form.get("client_secret") === null)
      return failure("invalid_client", "invalid client credentials");
    const refreshToken = newRefreshToken();
    this.#startFamily(refreshToken);
    return this.#success(this.issue(refreshToken), { refresh_token: refreshToken });
  }

  /** The consent page; what is asked for is checked before anything is shown. */
  authorize(query: URLSearchParams): OAuthAnswer {
    const redirectUri = query.get("redirect_uri") ?? "";
    if (!same(query.get("client_id") ?? "", this.clientId))
      return errorPage("invalid_client_id", "client identifier invalid");
    if (!this.redirectUris.includes(redirectUri))
      return errorPage("redirect_uri_mismatch", "redirect_uri must match configuration");
    const problem = unsupported(query);
    if (problem) return backTo(query, problem);
    return consentPage(this.username, query);
  }

  /** The person's decision: back to the app with a code, or with access_denied. */
  decide(form: URLSearchParams): OAuthAnswer {
    const checked = this.authorize(form);
    if (checked.status !== 200) return checked;
    if (!this.approved)
      return backTo(form, {
        error: "OAUTH_APP_ACCESS_DENIED",
        error_description: "user is not admin approved to access this app",
      });
    if (form.get("decision") !== "allow")
      return backTo(form, { error: "access_denied", error_description: "end-user denied authorization" });
    const code = `aPrx${randomBytes(30).toString("base64url")}`;
    this.#codes.set(code, {
      redirectUri: form.get("redirect_uri") ?? "",
      challenge: form.get("code_challenge") ?? undefined,
      clientId: this.clientId,
      until: this.#now() + codeMilliseconds,
    });
    return backTo(form, { code });
  }

  /** A refresh token takes its access tokens with it; an access token goes alone. */
  revoke(token: string): OAuthAnswer {
    const refresh = this.#refresh.get(token);
    if (refresh) this.#revokeFamily(refresh.family);
    const known = refresh !== undefined || this.#access.delete(token);
    return known ? { status: 200 } : failure("unsupported_token_type", "this token type is not supported");
  }

  introspect(form: URLSearchParams): OAuthAnswer {
    const refused = this.#checkClient(form, true);
    if (refused) return { ...refused, status: 401 };
    const token = form.get("token") ?? "";
    const known = {
      active: true,
      scope: "api refresh_token",
      client_id: this.clientId,
      username: this.username,
      sub: `${this.instanceUrl}/id/${this.#organizationId}/${this.#userId}`,
    };
    if (this.#refresh.get(token)?.spent === false)
      return { status: 200, body: { ...known, token_type: "refresh_token" } };
    const found = this.#access.get(token);
    if (!found || found.until < this.#now()) return { status: 200, body: { active: false } };
    const exp = Math.floor(found.until / 1_000);
    return {
      status: 200,
      body: { ...known, token_type: "access_token", exp, iat: exp - lifeMilliseconds / 1_000 },
    };
  }
}

/** A verifier has 43 to 128 characters and hashes to its challenge (RFC 7636). */
function fits(verifier: string, challenge: string): boolean {
  return /^[\w.~-]{43,128}$/.test(verifier) && sha256(verifier) === challenge;
}

function newRefreshToken(): string {
  return `5Aep861${randomBytes(48).toString("base64url")}`;
}
