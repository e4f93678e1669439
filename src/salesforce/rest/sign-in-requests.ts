import type { FormPost } from "../../auth/session.ts";
import { passes } from "../../auth/sign-in-errors.ts";
import { ToolError } from "../../errors.ts";
import { isObject } from "../../json-object.ts";
import { onAbort, withinTime } from "../../waiting/signals.ts";
import { SalesforceError, unreadable } from "./errors.ts";
import { retried } from "./retry.ts";
import { type Transport, TransportError, type WireRequest } from "./transport.ts";

const signInMilliseconds = 30_000;
/** One request that hangs is given up for another. */
const attemptMilliseconds = 10_000;
/** So often is asked again while Salesforce says that it will pass: until the time for a sign-in is over. */
const mostRepeats = 15;
const usualRepeats = 4;
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

/** A refusal that Salesforce itself says will pass. */
class Passing extends SalesforceError {}

/** A login host that stumbles says no reason, or one that passes. */
function checkStumble({ status, body }: FormAnswer): void {
  if (passes(status, body))
    throw new Passing({ status: 503, items: [unreadable(status, "a refusal that passes")] });
  const reason = isObject(body) && "error" in body;
  if (status < 420 || reason) return;
  throw new SalesforceError({ status, items: [unreadable(status, "no reason")] });
}

/** One attempt of a sign-in, as an interrupted one when it takes too long. */
async function timely<T>(
  url: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { host } = new URL(url);
  const late = new TransportError(`${host} did not answer in time.`, {
    sent: true,
    lasting: false,
    hint: "Check the network, the proxy and SALESFORCE_LOGIN_URL.",
    cause: undefined,
  });
  return withinTime(attemptMilliseconds, late, (own) => {
    const both = new AbortController();
    const unwatch = onAbort([signal, own], () => both.abort(signal.aborted ? signal.reason : late));
    return work(both.signal).finally(unwatch);
  });
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
        last = undefined;
        const answer = await timely(url, signal, (own) =>
          answered(transport, { method: "POST", url, headers, body, signal: own }),
        );
        last = formAnswer(answer);
        checkStumble(last);
        return last;
      };
      const most = (error: unknown) => (error instanceof Passing ? mostRepeats : usualRepeats);
      return retried(attempt, { idempotent, signal, most }).catch((error: unknown) => {
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
