import { ToolError } from "../../errors.ts";
import { parseJson } from "../../json-numbers.ts";
import { errorItems, SalesforceError } from "./errors.ts";
import { missingIn, saysFailed } from "./expected.ts";
import type { WireAnswer } from "./transport.ts";

/** A good answer's body. Throws UNEXPECTED_RESPONSE when it cannot be read or lacks what it must hold. */
export function parsed(
  request: { method: string; pathname: string },
  answer: WireAnswer,
  body: Buffer,
): unknown {
  const value = body.length === 0 ? undefined : jsonIn(answer, body);
  if (answer.status >= 300) return value;
  if (saysFailed(value) && errorItems(value["errors"]).length > 0)
    throw new SalesforceError({ status: answer.status, items: errorItems(value["errors"]), body: value });
  const missing = missingIn(request.method, request.pathname, value);
  if (missing === undefined) return value;
  throw new ToolError(
    "UNEXPECTED_RESPONSE",
    `Salesforce answered HTTP ${answer.status} without ${missing}.`,
    hostHint,
  );
}

const hostHint = "Check that the instance URL is the org's API host (….my.salesforce.com).";

function jsonIn({ status, headers }: WireAnswer, body: Buffer): unknown {
  try {
    return parseJson(body.toString("utf8"));
  } catch {
    const html = (headers["content-type"] ?? "").includes("html");
    const what = html ? "an HTML page instead of JSON" : "a body that is not JSON";
    throw new ToolError("UNEXPECTED_RESPONSE", `Salesforce answered HTTP ${status} with ${what}.`, hostHint);
  }
}
