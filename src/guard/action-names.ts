import { isObject } from "../json-object.ts";
import { type ActionName, quickActionName } from "../salesforce/actions/kinds.ts";
import type { Action } from "./action.ts";
import { matcher } from "./object-lists.ts";

/**
 * The names by which SALESFORCE_ALLOWED_ACTIONS may mean an action. A quick action is named with its object or
 * without, which then stands for the global one and for those of any object.
 */
export function namesOfAction(action: ActionName): string[] {
  const { name, object } = quickActionName(action);
  return object === undefined ? [name] : [`${object}.${name}`, name];
}

/** An Apex class by its path: `apexrest/projects` names what lies below it too. */
export function namesOfApex(segments: readonly string[]): string[] {
  const paths = segments.map((_, index) => ["apexrest", ...segments.slice(0, index + 1)].join("/"));
  return paths.reverse();
}

/** What an approval is called: `submit`, `approve`, `reject`; the first is the standard action's name too. */
export function namesOfApproval(actionType: string): string[] {
  return [actionType.toLowerCase()];
}

/** Source: REST API Developer Guide v68, Process Approvals. */
const requestKeys = new Set([
  ...["actionType", "contextActorId", "contextId", "comments", "nextApproverIds"],
  ...["processDefinitionNameOrId", "skipEntryCriteria"],
]);

/** Only of a request without any other key it is sure what it asks for. */
function typeIn(request: unknown): unknown {
  const isKnown = isObject(request) && Object.keys(request).every((key) => requestKeys.has(key));
  return isKnown ? request["actionType"] : undefined;
}

function approvalsIn(body: unknown): string[][] {
  const requests = isObject(body) && Object.keys(body).length === 1 ? body["requests"] : undefined;
  if (!Array.isArray(requests) || requests.length === 0) return [];
  const types = requests.map(typeIn);
  return types.every((type) => typeof type === "string") ? types.map(namesOfApproval) : [];
}

/** Resources that load, find or report records and run no action, whatever is sent to them. */
const runsNothing = /^(?:jobs|search|parameterizedSearch|analytics)(?:\/|$)/i;

/**
 * What a request runs that nobody can foresee, each by its names: an action by its own, anything else by its address
 * below the version, so that a list of actions lets nothing through that it does not name. Empty where nothing is run.
 */
export function runsOf(segments: readonly string[], body: unknown): string[][] {
  const [first = "", second = "", third = "", ...rest] = segments;
  const path = segments.join("/");
  // What a reference brings into an address may lead elsewhere.
  if (path.includes("@{")) return [[path]];
  if (runsNothing.test(path)) return [];
  if (/^actions\/standard\/[^/]+$/i.test(path)) return [namesOfAction({ name: third })];
  if (/^actions\/custom\/[^/]+\/.+$/i.test(path)) return [namesOfAction({ name: rest.join(".") })];
  if (/^quickActions\/[^/]+$/i.test(path)) return [namesOfAction({ name: second })];
  if (/^sobjects\/[^/]+\/quickActions\/[^/]+$/i.test(path))
    return [namesOfAction({ name: rest.join("."), object: second })];
  const approvals = /^process\/approvals$/i.test(path) ? approvalsIn(body) : [];
  return approvals.length > 0 ? approvals : [[path === "" ? first : path]];
}

const approvals = ["submit", "approve", "reject"];

/** Names of a list that stand for none of these actions, nor for an approval; addresses are not looked at. */
export function unknownActions(patterns: readonly string[], actions: readonly ActionName[]): string[] {
  const known = [...approvals, ...actions.flatMap(namesOfAction)].map((name) => name.toLowerCase());
  return patterns.filter((pattern) => {
    const matches = matcher([pattern]);
    return !pattern.includes("/") && !known.some(matches);
  });
}

/** Whether a list of actions names one that a call would run; what runs nothing needs no naming. */
export function allowsRun(patterns: readonly string[]): (action: Action) => boolean {
  const matches = matcher(patterns);
  return ({ runs }) => runs === undefined || runs.some((name) => matches(name.toLowerCase()));
}
