import { parseJson } from "../../json-numbers.ts";
import { isObject } from "../../json-object.ts";
import type { Salesforce } from "../rest/client.ts";
import { errorItems, SalesforceError } from "../rest/errors.ts";

export interface ApexRequest {
  method: string;
  /** Below `/services/apexrest/`, part by part, decoded. */
  segments: readonly string[];
  query: Record<string, string>;
  /** A text is sent as it is, anything else as JSON; undefined for none. */
  body: unknown;
}

/** What the class answered; `body` is parsed where it is JSON, otherwise its text, undefined where there is none. */
export interface ApexAnswer {
  status: number;
  body: unknown;
}

/** Answers of a class that say what is wrong. A 401 is about the token, and a 5xx may come from Salesforce or a gateway. */
const classErrors = Array.from({ length: 100 }, (_, index) => 400 + index).filter((status) => status !== 401);

function read(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** Whether an error answer is Salesforce's own list, which a class that fails outright gets too. */
function isSalesforces(body: unknown): boolean {
  return (
    Array.isArray(body) && body.length > 0 && body.every((item) => isObject(item) && "errorCode" in item)
  );
}

/**
 * Calls an Apex class. It is sent once, whatever its method, since Apex may write in a GET too. Throws SalesforceError
 * where Salesforce answers in its place, or the class in Salesforce's form.
 */
export async function callApex(
  salesforce: Salesforce,
  { method, segments, query, body }: ApexRequest,
): Promise<ApexAnswer> {
  const at = `/services/apexrest/${segments.map(encodeURIComponent).join("/")}`;
  const plain = typeof body === "string" ? { contentType: "text/plain; charset=UTF-8" } : {};
  const options = { query, body, ...plain, idempotent: false, once: true, accept: classErrors, read };
  try {
    const answer = await salesforce.send<unknown>(method, at, options);
    if (answer.status < 400 || !isSalesforces(answer.body))
      return { status: answer.status, body: answer.body };
    const requestId = answer.headers["x-sfdc-request-id"];
    throw new SalesforceError({ status: answer.status, items: errorItems(answer.body), requestId });
  } catch (error) {
    // A class may answer a 5xx in words of its own too.
    if (error instanceof SalesforceError && error.body !== undefined && !isSalesforces(error.body))
      return { status: error.status, body: error.body };
    throw error;
  }
}
