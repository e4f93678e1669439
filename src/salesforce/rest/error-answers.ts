import { ToolError } from "../../errors.ts";
import { parseJson } from "../../json-numbers.ts";
import { type ErrorItem, errorItems, SalesforceError, unreadable } from "./errors.ts";
import type { WireAnswer } from "./transport.ts";

type Head = Pick<WireAnswer, "status" | "headers">;

/** A body as JSON; undefined when it is none. */
function json(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const entities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function element(text: string, names: string): string | undefined {
  const found = new RegExp(`<(?:\\w+:)?(?:${names})>([^<]*)<`, "i").exec(text)?.[1];
  return found?.replaceAll(/&(\w+);/g, (all, name: string) => entities.get(name) ?? all).trim();
}

/**
 * Errors as bulk results and SOAP send them: `<Errors><Error><errorCode>…<message>…`, a fault with `sf:CODE` and a
 * text that repeats the code.
 */
function xmlItems(text: string): ErrorItem[] {
  if (!/^\s*<(?!!doctype html|html)/i.test(text)) return [];
  const code = element(text, "errorCode|exceptionCode|statusCode|faultcode")?.replace(/^.*:/, "");
  const message = element(text, "message|exceptionMessage|faultstring");
  if (!code) return [];
  const plain = message?.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  return [{ code, message: plain || code, fields: [] }];
}

/** The identity service says in one bare word, and others in a header alone, that the token is not good. */
function tokenItems({ headers }: Head, text: string): ErrorItem[] {
  const word = /^\s*(Bad_OAuth_Token|Missing_OAuth_Token|Wrong_Org)\s*$/i.exec(text)?.[1];
  const code =
    word ?? (/error="?invalid_token/i.test(headers["www-authenticate"] ?? "") ? "invalid_token" : undefined);
  return code === undefined ? [] : [{ code, message: "The access token is not accepted.", fields: [] }];
}

function whatItIs(body: Buffer): string {
  if (body.length === 0) return "an empty body";
  return /^\s*</.test(body.toString("utf8", 0, 200)) ? "an HTML page" : "a body that says nothing";
}

/** The org's host points elsewhere; nothing was done. */
export class Redirected extends ToolError {}

/** The host that an address names, and nothing of what may stand behind it. */
function hostIn(location: string, url: string): string | undefined {
  try {
    return new URL(location, url).host;
  } catch {
    return undefined;
  }
}

/** Salesforce redirects the hosts of orgs that have moved; the token must not follow to wherever that is. */
function redirected({ status, headers }: Head, url: string): Redirected | undefined {
  const host = status > 300 && status < 400 ? hostIn(headers["location"] ?? "", url) : undefined;
  if (host === undefined || !headers["location"]) return undefined;
  return new Redirected(
    "UNEXPECTED_RESPONSE",
    `HTTP ${status}: ${new URL(url).host} points to ${host}, and redirects are not followed. Nothing was done.`,
    `If that is the org's new My Domain, the user can set it in SALESFORCE_LOGIN_URL or, with a ready session, SALESFORCE_INSTANCE_URL (https://${host}).`,
  );
}

/** The error of an answer that is none of those that were asked for. */
export function errorOf(
  answer: Head,
  body: Buffer,
  { url, retries }: { url: string; retries: number },
): SalesforceError | ToolError {
  const elsewhere = redirected(answer, url);
  if (elsewhere) return elsewhere;
  const text = body.toString("utf8");
  const value = json(text);
  const known = value === undefined ? [...xmlItems(text), ...tokenItems(answer, text)] : errorItems(value);
  const items = known.length > 0 ? known : [unreadable(answer.status, whatItIs(body))];
  const requestId = answer.headers["x-sfdc-request-id"];
  return new SalesforceError({ status: answer.status, items, requestId, retries, body: value });
}

/** What a part of a composite request met, as if it had been sent alone. */
export class PartError extends SalesforceError {}

/** The error of a part's answer; the id and the retries are those of the whole request. */
export function errorOfPart(
  { status, body }: { status: number; body: unknown },
  { requestId, retries }: { requestId: string | undefined; retries: number },
): PartError {
  const known = errorItems(body);
  const what = body === null || body === undefined ? "an empty body" : "a body that says nothing";
  const items = known.length > 0 ? known : [unreadable(status, what)];
  return new PartError({ status, items, requestId, retries, body });
}
