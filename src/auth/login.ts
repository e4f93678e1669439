import { createHash, randomBytes } from "node:crypto";
import { ToolError } from "../errors.ts";
import { authorizationCodeFlow } from "./flows.ts";
import { failedPage, signedInPage } from "./login-pages.ts";
import { RedirectListener, type Return } from "./redirect.ts";
import { type FormPost, requestAt, type StoredSignIn } from "./session.ts";
import { refusal } from "./sign-in-errors.ts";

/** The app that the user signs in to, and where. */
export interface LoginApp {
  loginUrl: string;
  clientId: string;
  clientSecret?: string;
  /** One of the app's callback URLs, which Salesforce compares letter for letter. */
  redirectUrl: string;
}

/** What a sign-in by the browser needs of the world around it. */
export interface LoginPorts {
  post: FormPost;
  /** Fetches an address without following redirects. */
  look(address: string): Promise<{ status: number; headers: Record<string, string>; text: string }>;
  /** Shows the address to the user and opens it. */
  present(address: string): void;
  /** Stores the sign-in, before the browser says that all is well. */
  keep(signIn: StoredSignIn): Promise<void>;
  /** Gets a function that takes an address the user copied from a browser elsewhere. */
  onPaste(take: (address: string) => boolean): void;
  signal: AbortSignal;
  limitMilliseconds: number;
}

const scopes = "api refresh_token";

function addressOf(app: LoginApp, state: string, verifier: string): string {
  const url = new URL(`${app.loginUrl}/services/oauth2/authorize`);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: app.redirectUrl,
    scope: scopes,
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    // Without it the browser's session would decide which user and org it is.
    prompt: "login",
  }).toString();
  return url.href;
}

/** Salesforce writes an OAuth error into the address it sends to, or as such an address into the page it shows. */
function errorIn(text: string): ToolError | undefined {
  const found = /\berror=([A-Za-z_]+)&(?:amp;)?error_description=([^&"'<\s]*)/.exec(text);
  if (!found) return undefined;
  const [, error = "", description = ""] = found;
  return refusal(error, new URLSearchParams(`description=${description}`).get("description") ?? undefined);
}

/**
 * Salesforce checks app and callback URL before it asks for a password, and shows what is wrong only in the
 * browser, which would leave the terminal waiting. So the address is looked at first.
 */
async function checkAddress(address: string, look: LoginPorts["look"]): Promise<void> {
  const { status, text, headers } = await look(address);
  const error = errorIn(headers["location"] ?? "") ?? errorIn(text);
  if (error) throw error;
  if (status !== 404 && status !== 405 && status !== 410) return;
  throw new ToolError(
    "AUTH_FAILED",
    `${new URL(address).host} has no sign-in page of Salesforce (HTTP ${status}).`,
    "Check SALESFORCE_LOGIN_URL: https://login.salesforce.com, https://test.salesforce.com or a My Domain URL (https://….my.salesforce.com).",
  );
}

function tooLate(minutes: number): ToolError {
  return new ToolError(
    "AUTH_FAILED",
    `The browser did not come back within ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
    "Run login again and finish it in the browser. When the browser showed an error of Salesforce, the table of refusals in docs/sign-in.md says what to do about it.",
  );
}

/** The browser's return; rejects when the time is over or the user has had enough. */
async function returned(listener: RedirectListener, ports: LoginPorts): Promise<Return> {
  const { signal, limitMilliseconds } = ports;
  let timer: NodeJS.Timeout | undefined;
  let cancel: () => void = () => undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(Math.ceil(limitMilliseconds / 60_000))), limitMilliseconds);
    cancel = () => reject(new ToolError("CANCELLED", "The sign-in was cancelled; nothing was stored."));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
  });
  try {
    return await Promise.race([listener.returned, end]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

async function signInOf(
  query: URLSearchParams,
  app: LoginApp,
  verifier: string,
  post: FormPost,
): Promise<StoredSignIn> {
  const error = query.get("error");
  if (error) throw refusal(error, query.get("error_description") ?? undefined);
  const { loginUrl, clientId, clientSecret, redirectUrl } = app;
  const code = { code: query.get("code") ?? "", redirectUrl, verifier };
  const { refreshToken, instanceUrl } = await authorizationCodeFlow(app, code, requestAt(loginUrl, post));
  if (refreshToken !== undefined) {
    const secret = clientSecret !== undefined && { clientSecret };
    return { loginUrl, clientId, ...secret, refreshToken, instanceUrl };
  }
  throw new ToolError(
    "AUTH_FAILED",
    "Salesforce gave no refresh token, so the sign-in would end within hours; it is not stored.",
    "Give the app the OAuth scope refresh_token (perform requests at any time), then run login again.",
  );
}

/**
 * Signs a user in by the browser (authorization code with PKCE) and stores the refresh token. Throws
 * AUTH_FAILED or NETWORK with what to do about it, CANCELLED when the signal says so.
 */
export async function signInByBrowser(app: LoginApp, ports: LoginPorts): Promise<void> {
  const [state, verifier] = [randomBytes(32).toString("base64url"), randomBytes(48).toString("base64url")];
  const address = addressOf(app, state, verifier);
  const listener = new RedirectListener(app.redirectUrl, state);
  try {
    await listener.open();
    await checkAddress(address, ports.look);
    ports.present(address);
    ports.onPaste((text) => listener.take(text));
    const { query, show } = await returned(listener, ports);
    try {
      await ports.keep(await signInOf(query, app, verifier, ports.post));
      await show(signedInPage);
    } catch (error) {
      const { message, hint } =
        error instanceof ToolError ? error : new ToolError("AUTH_FAILED", String(error));
      await show(failedPage(message, hint));
      throw error;
    }
  } finally {
    listener.close();
  }
}
