import { apexPath } from "../../guard/apex-path.ts";
import { isEmpty } from "../../guard/subrequests.ts";
import { callApex } from "../../salesforce/actions/apex-rest.ts";
import { Failed } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { CallApexRestArguments } from "./arguments.ts";

/** Calls an Apex class of the org; what it answers is shown as it is, with its status. */
export async function callApexRest(
  { method, path, query = {}, body }: CallApexRestArguments,
  { salesforce }: ToolContext,
): Promise<unknown> {
  const { segments, query: own } = apexPath(path);
  const given = Object.entries(query).map(([name, value]) => [name, String(value)] as const);
  const sent = {
    method,
    segments,
    query: Object.fromEntries([...own, ...given]),
    // An empty object that came along with a GET is not sent.
    body: ["GET", "DELETE"].includes(method) && isEmpty(body) ? undefined : body,
  };
  const { status, body: answer } = await callApex(salesforce, sent);
  const value = { status, ...(answer !== undefined && { body: answer }) };
  if (status >= 400)
    return new Failed(value, "APEX_ERROR", `the class answered HTTP ${status}; what it said follows.`);
  return typeof answer === "string" ? answer : value;
}
