import { isObject, type JsonObject } from "../../json-object.ts";
import type { Salesforce } from "../rest/client.ts";
import { type ErrorItem, errorItems, SalesforceError } from "../rest/errors.ts";
import { path } from "../rest/paths.ts";
import { type ActionDescription, quickActionPath } from "./description.ts";

/** What became of one set of inputs, or of one request for approval. */
export interface Outcome {
  success: boolean;
  errors: readonly ErrorItem[];
  /** What Salesforce answered for it. */
  answer: JsonObject;
}

/** Salesforce's limit for the parts of one batch request. */
export const mostQuickInputs = 25;

const isResult = (value: unknown): value is JsonObject =>
  isObject(value) && [value["isSuccess"], value["success"]].some((said) => typeof said === "boolean");

function outcomeOf(answer: JsonObject): Outcome {
  const success = (answer["isSuccess"] ?? answer["success"]) === true;
  return { success, errors: success ? [] : errorItems(answer["errors"]), answer };
}

/**
 * Posts what is answered by one result for each thing that was asked, in order. Salesforce answers 400 with the same
 * list when one of them failed; any other 400 is an error.
 */
export async function resultsOf(salesforce: Salesforce, at: string, body: JsonObject): Promise<Outcome[]> {
  const answer = await salesforce.send<unknown>("POST", at, { body, accept: [400] });
  const list = answer.body;
  if (Array.isArray(list) && list.length > 0 && list.every(isResult)) return list.map(outcomeOf);
  if (answer.status < 300) return Array.isArray(list) ? list.filter(isResult).map(outcomeOf) : [];
  const requestId = answer.headers["x-sfdc-request-id"];
  throw new SalesforceError({ status: answer.status, items: errorItems(list), requestId, body: list });
}

/** The request of a quick action: `contextId` is no field of its record. */
function quickBody({ contextId, ...record }: JsonObject): JsonObject {
  return { ...(contextId !== undefined && { contextId }), record };
}

async function runQuickOnce(salesforce: Salesforce, at: string, input: JsonObject): Promise<Outcome[]> {
  const answer = await salesforce.send<unknown>("POST", at, { body: quickBody(input), accept: [400] });
  return [quickOutcome(answer.status, answer.body)];
}

function quickOutcome(status: number, body: unknown): Outcome {
  if (status < 300 && isObject(body) && body["success"] !== false)
    return { success: true, errors: [], answer: body };
  const errors = errorItems(isObject(body) && Array.isArray(body["errors"]) ? body["errors"] : body);
  return { success: false, errors, answer: isObject(body) ? body : {} };
}

/** Quick actions take one record a request, so several go as the parts of one batch. */
async function runQuick(
  salesforce: Salesforce,
  at: string,
  inputs: readonly JsonObject[],
): Promise<Outcome[]> {
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) return runQuickOnce(salesforce, at, only);
  const url = `v${await salesforce.apiVersion()}${at}`;
  const batchRequests = inputs.map((input) => ({ method: "POST", url, richInput: quickBody(input) }));
  const answer = await salesforce.post<{ results: unknown[] }>("/composite/batch", { batchRequests });
  return answer.results
    .filter(isObject)
    .map(({ statusCode, result }) => quickOutcome(Number(statusCode), result));
}

/** Runs an action once for each set of inputs, in one request; results are in the order of the inputs. */
export function runInputs(
  salesforce: Salesforce,
  action: ActionDescription,
  inputs: readonly JsonObject[],
): Promise<Outcome[]> {
  const { kind, name } = action;
  if (kind === "quickAction")
    return runQuick(salesforce, quickActionPath({ name, object: action.quick?.context }), inputs);
  const at = kind === "standard" ? path`/actions/standard/${name}` : path`/actions/custom/${kind}/${name}`;
  return resultsOf(salesforce, at, { inputs });
}
