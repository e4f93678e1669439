import type { FormPost } from "../auth/session.ts";
import { ToolError } from "../errors.ts";
import { type Transport, TransportError, type WireRequest } from "./transport.ts";

const signInMilliseconds = 30_000;
/** A page may be any size; what is looked for stands at its beginning. */
const mostCharacters = 200_000;

interface TextAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

async function answered(transport: Transport, request: Omit<WireRequest, "signal">): Promise<TextAnswer> {
  const controller = new AbortController();
  const late = new ToolError(
    "AUTH_FAILED",
    "The sign-in at Salesforce took too long.",
    "Check the network, the proxy and SALESFORCE_LOGIN_URL.",
  );
  const timer = setTimeout(() => controller.abort(late), signInMilliseconds);
  const { signal } = controller;
  try {
    const answer = await transport.send({ ...request, signal });
    const body = await transport.readAll(answer, request.url, signal);
    return { status: answer.status, headers: answer.headers, text: body.toString("utf8", 0, mostCharacters) };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new ToolError("NETWORK", `Sign-in: ${error.message}`, error.hint);
  } finally {
    clearTimeout(timer);
  }
}

/** Posts sign-in forms over the same transport as everything else, with a time limit of its own. */
export function formPost(transport: Transport): FormPost {
  return async (url, form) => {
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    const body = new URLSearchParams(form).toString();
    const { status, text } = await answered(transport, { method: "POST", url, headers, body });
    try {
      return { status, body: JSON.parse(text) as unknown };
    } catch {
      return { status, body: undefined };
    }
  };
}

/** Gets a page of the login host, without a token and without following redirects. */
export function pageGet(transport: Transport): (url: string) => Promise<TextAnswer> {
  return (url) =>
    answered(transport, { method: "GET", url, headers: { accept: "text/html,application/json" } });
}
