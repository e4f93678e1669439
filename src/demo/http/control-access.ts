import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The header that carries the key; no web page can send it to another origin without being asked first. */
const controlHeader = "x-demo-control-key";

/** A key for one run of the demo org. */
export function newControlKey(): string {
  return randomBytes(24).toString("base64url");
}

function isKey(given: string, key: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(key)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `localhost:7000` and the like; a page that has another name point at this machine keeps its own name here. */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host ?? "");
}

/** Why a request may not steer the demo org; undefined for one that may. Web pages never may. */
export function controlRefusal(
  method: string,
  headers: IncomingHttpHeaders,
  key: string,
): string | undefined {
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) return "Not for web pages";
  if (!isLoopbackHost(headers.host)) return "Ask at 127.0.0.1";
  if (method !== "POST") return "Ask by POST";
  const given = headers[controlHeader];
  if (typeof given === "string" && isKey(given, key)) return undefined;
  return `Send SALESFORCE_DEMO_CONTROL_KEY of the first line that demo-org printed, as the header ${controlHeader}`;
}
