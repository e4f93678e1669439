import type { FormPost } from "../../auth/session.ts";
import { ToolError } from "../../errors.ts";
import { withinTime } from "../../waiting/signals.ts";
import { SalesforceError, unreadable } from "./errors.ts";
import { retried } from "./retry.ts";
import { type Transport, TransportError, type WireRequest } from "./transport.ts";

const signInMilliseconds = 30_000;
/** A page may be any size; what is looked for stands at its beginning. */
const mostCharacters = 200_000;

interface TextAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Does what needs a signal, for as long as a sign-in may take; the network's failures in the user's words. */
async function signingIn<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new ToolError(
    "AUTH_FAILED",
    "The sign-in at Salesforce took too long.",
    "Check the network, the proxy and SALESFORCE_LOGIN_URL.",
  );
  return withinTime(signInMilliseconds, late, work).catch((error: unknown) => {
    if (!(error instanceof TransportError)) throw error;
    throw new ToolError("NETWORK", `Sign-in: ${error.message}`, error.hint);
  });
}

async function answered(transport: Transport, request: WireRequest): Promise<TextAnswer> {
  const answer = await transport.send(request);
  const body = await transport.readAll(answer, request.url, request.signal);
  return { status: answer.status, headers: answer.headers, text: body.toString("utf8", 0, mostCharacters) };
}

interface FormAnswer {
  status: number;
  body: unknown;
}

function formAnswer({ status, text }: TextAnswer): FormAnswer {
  try {
    return { status, body: JSON.parse(text) };
  } catch {
    return { status, body: undefined };
  }
}

/** A login host that stumbles says no reason; retry.ts knows which of these pass. */
function checkStumble({ status, body }: FormAnswer): void {
  const reason = typeof body === "object" && body !== null && "error" in body;
  if (status < 420 || reason) return;
  throw new SalesforceError({ status, items: [unreadable(status, "no reason")] });
}

/**
 * Posts sign-in forms over the same transport as everything else, with a time limit of its own, and again when
 * the network or the login host stumbles: whoever asked with a grant that was answered into a broken
 * connection has nothing but this grant to ask with. Only a code is worth one request.
 */
export function formPost(transport: Transport): FormPost {
  return (url, form) =>
    signingIn(async (signal) => {
      const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
      const body = new URLSearchParams(form).toString();
      const idempotent = form["grant_type"] !== "authorization_code";
      let last: FormAnswer | undefined;
      const attempt = async () => {
        last = formAnswer(await answered(transport, { method: "POST", url, headers, body, signal }));
        checkStumble(last);
        return last;
      };
      return retried(attempt, { idempotent, signal }).catch((error: unknown) => {
        if (error instanceof SalesforceError && last) return last;
        throw error;
      });
    });
}

/** Gets a page of the login host, without a token and without following redirects. */
export function pageGet(transport: Transport): (url: string) => Promise<TextAnswer> {
  const headers = { accept: "text/html,application/json" };
  return (url) => signingIn((signal) => answered(transport, { method: "GET", url, headers, signal }));
}
