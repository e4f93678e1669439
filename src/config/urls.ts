import * as z from "zod";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

export function isLoopback(text: string): boolean {
  return URL.canParse(text) && loopback.has(new URL(text).hostname);
}

/** Whether a URL may carry tokens: https, or plain http to this very machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isLoopback(text));
}

/** What `login` can listen on: plain http on this very machine, with a port. */
export function isRedirectUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, port, search, hash } = new URL(text);
  return protocol === "http:" && isLoopback(text) && port !== "" && search === "" && hash === "";
}

/** The org's host for programs, when the URL names one of its hosts for people. */
function apiHostOf(text: string): string | undefined {
  const hostname = URL.canParse(text) ? new URL(text).hostname : "";
  const found = /^(.+)\.(?:lightning\.force|my\.salesforce-setup|lightning\.salesforce)\.com$/.exec(hostname);
  return found ? `https://${found[1]}.my.salesforce.com` : undefined;
}

/** Whether a URL is nothing but scheme, host and path, so that paths can be put behind it and no secret is in it. */
function isBare(text: string): boolean {
  const { username, password } = new URL(text);
  return username === "" && password === "" && !/[?#\\\s]/.test(text);
}

/** A URL of Salesforce, without a slash at the end. */
export const salesforceUrl = z
  .string()
  .refine(isSafeUrl, {
    error: "takes an https:// URL (http:// only for 127.0.0.1, localhost and [::1])",
    abort: true,
  })
  .refine((text) => apiHostOf(text) === undefined, {
    error: ({ input }) =>
      `takes the host for programs, ${apiHostOf(String(input))}, not the one of the pages`,
  })
  .refine((text) => isBare(text), {
    error: "takes a URL without a user name, password, query or fragment",
  })
  .transform((text) => text.replace(/\/+$/, ""));
