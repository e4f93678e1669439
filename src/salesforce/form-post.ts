import type { FormPost } from "../auth/session.ts";
import { ToolError } from "../errors.ts";
import { type Transport, TransportError } from "./transport.ts";

const signInMilliseconds = 30_000;

/** Posts sign-in forms over the same transport as everything else, with a time limit of its own. */
export function formPost(transport: Transport): FormPost {
  return async (url, form) => {
    const controller = new AbortController();
    const late = new ToolError(
      "AUTH_FAILED",
      "The sign-in at Salesforce took too long.",
      "Check the network, the proxy and SALESFORCE_LOGIN_URL.",
    );
    const timer = setTimeout(() => controller.abort(late), signInMilliseconds);
    try {
      return await once(transport, url, form, controller.signal);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      throw new ToolError(
        "NETWORK",
        `Sign-in: ${error.message}`,
        "Check SALESFORCE_LOGIN_URL, the network and the proxy.",
      );
    } finally {
      clearTimeout(timer);
    }
  };
}

async function once(transport: Transport, url: string, form: Record<string, string>, signal: AbortSignal) {
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const answer = await transport.send({
    method: "POST",
    url,
    headers,
    body: new URLSearchParams(form).toString(),
    signal,
  });
  const text = (await transport.readAll(answer, url, signal)).toString("utf8");
  try {
    return { status: answer.status, body: JSON.parse(text) as unknown };
  } catch {
    return { status: answer.status, body: undefined };
  }
}
