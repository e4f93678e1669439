import type { Config } from "../config/config.ts";
import { plainText, whyUnreadable } from "../config/plain-text.ts";
import { isLoopback } from "../config/urls.ts";
import { ToolError } from "../errors.ts";
import { SignInUnavailable } from "./sign-in-errors.ts";

/** A token as an OAuth flow answers it. */
export interface Grant {
  accessToken: string;
  /** Base of every REST request, without a slash at the end. */
  instanceUrl: string;
  /** `005…`, of the user who is signed in. */
  userId?: string;
  /** The new refresh token, when Salesforce rotated it. */
  refreshToken?: string;
}

/** Posts a form to the token endpoint and answers its JSON; the session brings one that knows time limits. */
export type TokenRequest = (form: Record<string, string>) => Promise<Record<string, unknown>>;

/** A setting that the chosen flow cannot do without; the session has checked that it is there. */
function need(value: string | undefined, name: string): string {
  if (value === undefined) throw new ToolError("NOT_CONFIGURED", `${name} is not set.`);
  return value;
}

function textOf(answer: Record<string, unknown>, key: string): string {
  const value = answer[key];
  if (typeof value === "string" && value !== "") return value;
  throw new ToolError("UNEXPECTED_RESPONSE", `The sign-in answer of Salesforce has no ${key}.`);
}

/** The identity URL ends with the ids of org and user: `https://login.salesforce.com/id/00D…/005…`. */
function userIn({ id }: Record<string, unknown>): string | undefined {
  return typeof id === "string" ? /\/(005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)$/.exec(id)?.[1] : undefined;
}

/** A token goes into a header, which carries printable ASCII alone. */
function tokenOf(answer: Record<string, unknown>): string {
  const token = textOf(answer, "access_token");
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new SignInUnavailable(
    "AUTH_FAILED",
    "The sign-in answer holds an access token that no request can carry; it is not used.",
    "Check SALESFORCE_LOGIN_URL, and what stands between this machine and Salesforce.",
  );
}

function toGrant(answer: Record<string, unknown>): Grant {
  const userId = userIn(answer);
  const grant = {
    accessToken: tokenOf(answer),
    instanceUrl: textOf(answer, "instance_url").replace(/\/+$/, ""),
    ...(userId !== undefined && { userId }),
  };
  const refreshToken = answer["refresh_token"];
  return typeof refreshToken === "string" ? { ...grant, refreshToken } : grant;
}

function withSecret(form: Record<string, string>, secret: string | undefined): Record<string, string> {
  return secret === undefined ? form : { ...form, client_secret: secret };
}

/** The app that a person or a refresh token signs in to; the secret where it asks for one. */
interface App {
  clientId: string;
  clientSecret?: string;
}

/** https://help.salesforce.com: OAuth 2.0 Refresh Token Flow. The token may be rotated. */
export async function refreshTokenFlow(
  app: App,
  refreshToken: string,
  request: TokenRequest,
): Promise<Grant> {
  const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: app.clientId };
  return toGrant(await request(withSecret(form, app.clientSecret)));
}

/** OAuth 2.0 Web Server Flow with PKCE: the code that the browser brought, for tokens. */
export async function authorizationCodeFlow(
  app: App,
  code: { code: string; redirectUrl: string; verifier: string },
  request: TokenRequest,
): Promise<Grant> {
  const form = {
    grant_type: "authorization_code",
    code: code.code,
    redirect_uri: code.redirectUrl,
    code_verifier: code.verifier,
    client_id: app.clientId,
  };
  return toGrant(await request(withSecret(form, app.clientSecret)));
}

/** The run-as user of the app signs in; only at a My Domain URL. */
export async function clientCredentialsFlow(config: Config, request: TokenRequest): Promise<Grant> {
  const form = { grant_type: "client_credentials", client_id: need(config.clientId, "SALESFORCE_CLIENT_ID") };
  return toGrant(await request(withSecret(form, config.clientSecret)));
}

/**
 * The audience of a JWT: the setting, else login.salesforce.com or test.salesforce.com even when the token
 * is asked for at a My Domain URL; an org on this machine is its own audience.
 */
function audienceOf(config: Config): string {
  if (config.jwtAudience) return config.jwtAudience;
  const { hostname, origin } = new URL(config.loginUrl);
  if (
    isLoopback(config.loginUrl) ||
    !/\.(?:salesforce|force)\.(?:com|mil)$|\.sfcrmproducts\.cn$/.test(hostname)
  )
    return origin;
  const sandbox = hostname === "test.salesforce.com" || /\.(?:sandbox|scratch)\.my\./.test(hostname);
  const former = /--[^.]+\.(?:cs\d+\.)?my\.salesforce\.com$/.test(hostname);
  return sandbox || former ? "https://test.salesforce.com" : "https://login.salesforce.com";
}

function privateKeyOf(config: Config): string {
  if (config.privateKey) return config.privateKey.replaceAll("\\n", "\n");
  const file = need(config.privateKeyFile, "SALESFORCE_PRIVATE_KEY");
  try {
    return plainText(file);
  } catch (error) {
    throw new ToolError(
      "AUTH_FAILED",
      `SALESFORCE_PRIVATE_KEY_FILE cannot be read (${whyUnreadable(error)}).`,
      "Check the path and its permissions.",
    );
  }
}

/** What is given in place of a usable key, by the words of its PEM text alone. */
function keyProblem(key: string, hasPassphrase: boolean): { what: string; remedy: string } {
  const usual = "It must be an RSA key of at least 2048 bits in PEM form.";
  if (key.trim() === "") return { what: "it is empty", remedy: "Name the file that holds the private key." };
  if (key.includes("BEGIN CERTIFICATE"))
    return {
      what: "it is a certificate",
      remedy: "The app gets the certificate; this needs the private key that belongs to it.",
    };
  if (key.includes("PUBLIC KEY"))
    return { what: "it is a public key", remedy: "This needs the private key that belongs to it." };
  if (/ENCRYPTED/.test(key))
    return hasPassphrase
      ? { what: "its passphrase is another one", remedy: "Check SALESFORCE_PRIVATE_KEY_PASSPHRASE." }
      : { what: "it is encrypted", remedy: "Set SALESFORCE_PRIVATE_KEY_PASSPHRASE." };
  if (!key.includes("-----BEGIN ")) return { what: "it is no PEM text", remedy: usual };
  return {
    what: "it is no RSA key that is long enough",
    remedy: `${usual} Salesforce takes no EC keys; openssl genrsa 2048 makes one.`,
  };
}

/** Salesforce takes at most three minutes; less leaves room for clocks that differ. */
const jwtSeconds = 150;

/** The JWT that asks for a token. Throws AUTH_FAILED when the key cannot be read or used. */
export async function signedAssertion(config: Config): Promise<string> {
  const [{ default: jwt }, { createPrivateKey }, key] = await Promise.all([
    import("jsonwebtoken"),
    import("node:crypto"),
    privateKeyOf(config),
  ]);
  try {
    const passphrase = config.privateKeyPassphrase;
    const privateKey = createPrivateKey({
      key,
      format: "pem",
      ...(passphrase !== undefined && { passphrase }),
    });
    const options = {
      algorithm: "RS256",
      issuer: need(config.clientId, "SALESFORCE_CLIENT_ID"),
      subject: need(config.username, "SALESFORCE_USERNAME"),
      audience: audienceOf(config),
      expiresIn: jwtSeconds,
      noTimestamp: true,
    } as const;
    return jwt.sign({}, privateKey, options);
  } catch {
    // The reason may quote the key, so it is not passed on.
    const { what, remedy } = keyProblem(key, config.privateKeyPassphrase !== undefined);
    throw new ToolError(
      "AUTH_FAILED",
      `The private key cannot be used to sign (SALESFORCE_PRIVATE_KEY or SALESFORCE_PRIVATE_KEY_FILE): ${what}.`,
      remedy,
    );
  }
}

/** OAuth 2.0 JWT Bearer Flow: RS256, issuer is the client id, subject the user. No refresh token. */
export async function jwtBearerFlow(config: Config, request: TokenRequest): Promise<Grant> {
  const assertion = await signedAssertion(config);
  return toGrant(await request({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }));
}
