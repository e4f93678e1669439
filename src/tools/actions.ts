import type { Action, Actions } from "../guard/action.ts";
import { namesOfApex, namesOfApproval } from "../guard/action-names.ts";
import { apexPath } from "../guard/apex-path.ts";
import { idsMentioned, isEmpty } from "../guard/subrequests.ts";
import { isWorkItem } from "../salesforce/actions/kinds.ts";
import { sameId } from "../salesforce/records/identity.ts";
import { type Toolset, tool } from "../tool/tool.ts";
import {
  type CallApexRestArguments,
  callApexRestInput,
  type ListActionsArguments,
  listActionsInput,
  type ProcessApprovalArguments,
  processApprovalInput,
  runActionInput,
} from "./actions/arguments.ts";
import { runActions } from "./actions/run-actions.ts";

function listProblem({ name, search }: ListActionsArguments): string | undefined {
  return name !== undefined && search !== undefined
    ? "name: it shows one action; leave search out."
    : undefined;
}

function listedActions({ object }: ListActionsArguments): Actions {
  return [{ effect: "read", ...(object === undefined ? { objects: [] } : { object }) }];
}

function twice(ids: readonly string[]): string | undefined {
  return ids.find((id, index) => ids.findIndex((other) => sameId(other, id)) < index);
}

function approvalProblem(args: ProcessApprovalArguments): string | undefined {
  const { action, ids, nextApproverIds, processName, skipEntryCriteria } = args;
  const again = twice(ids);
  if (again !== undefined) return `ids: ${again} is named twice.`;
  const item = ids.find(isWorkItem);
  if (action === "Submit")
    return item === undefined ? undefined : `ids: ${item} is a work item; Submit takes records.`;
  if (processName !== undefined) return `processName: only Submit takes it, not ${action}.`;
  if (skipEntryCriteria !== undefined) return `skipEntryCriteria: only Submit takes it, not ${action}.`;
  return nextApproverIds !== undefined && action === "Reject"
    ? "nextApproverIds: what is rejected goes to nobody next."
    : undefined;
}

const approvalVerbs = { Submit: "submit for approval", Approve: "approve", Reject: "reject" };

function approvalActions({ action, ids }: ProcessApprovalArguments): Actions {
  const [items, records] = [ids.filter(isWorkItem), ids.filter((id) => !isWorkItem(id))];
  const what = ids.length === 1 ? "it" : `${ids.length} requests`;
  const common = {
    effect: "update",
    runs: namesOfApproval(action),
    words: `processApproval ${action}`,
    asked: `${approvalVerbs[action]} ${what}`,
  } as const;
  const actions: Action[] = [
    ...(records.length > 0 ? [{ ...common, ids: records }] : []),
    ...(items.length > 0 ? [{ ...common, workItems: items, mentions: items }] : []),
  ];
  return actions.length === 2 ? [actions[0] ?? common, actions[1] ?? common] : [actions[0] ?? common];
}

function apexProblem({ method, path, query = {}, body }: CallApexRestArguments): string | undefined {
  const { query: own } = apexPath(path);
  const wrong = Object.entries(query).find(
    ([, value]) => !["string", "number", "boolean"].includes(typeof value),
  );
  if (wrong !== undefined) return `query.${wrong[0]}: takes a text, a number, true or false.`;
  const names = [...own.map(([name]) => name), ...Object.keys(query)];
  const again = names.find((name, index) => names.indexOf(name) < index);
  if (again !== undefined) return `query: ${again} is given twice.`;
  if (names.some((name) => /_httpmethod/i.test(name))) return "query: _HttpMethod would hide the method.";
  if ((method === "GET" || method === "DELETE") && !isEmpty(body))
    return `body: a ${method} takes none; give parameters by query.`;
  return undefined;
}

function apexActions(args: CallApexRestArguments): Actions {
  const { segments } = apexPath(args.path);
  const words = `${args.method} ${["apexrest", ...segments].join("/")}`;
  const mentions = idsMentioned(segments, [args.query, args.body]);
  const named = mentions.length > 0 ? { mentions } : {};
  const asked = `call Apex by ${words}, and nobody can foresee what it changes`;
  return [{ effect: "delete", unforeseen: true, runs: namesOfApex(segments), words, asked, ...named }];
}

export const actions = {
  title: "Actions",
  tools: {
    listActions: tool({
      title: "List actions",
      description:
        "Lists the standard actions, flows, Apex and quick actions of Salesforce; with name, what one takes and gives.",
      effect: "read",
      input: listActionsInput,
      check: listProblem,
      actions: listedActions,
      run: async (args, context) => (await import("./actions/list-actions.ts")).listActions(args, context),
    }),
    runAction: tool({
      title: "Run an action",
      description:
        "Runs a Salesforce flow, Apex, quick or standard action (post, mail), once for each of up to 200 inputs.",
      effect: "mixed",
      input: runActionInput,
      actions: runActions,
      run: async (args, context) => (await import("./actions/run-action.ts")).runAction(args, context),
    }),
    processApproval: tool({
      title: "Submit, approve or reject",
      description: "Submits Salesforce records for approval, approves or rejects them.",
      effect: "update",
      input: processApprovalInput,
      check: approvalProblem,
      actions: approvalActions,
      run: async (args, context) =>
        (await import("./actions/process-approval.ts")).processApproval(args, context),
    }),
    callApexRest: tool({
      title: "Call an Apex class",
      description:
        "Calls an Apex REST class of the Salesforce org. Any method may write, so it is sent once.",
      effect: "mixed",
      input: callApexRestInput,
      check: apexProblem,
      actions: apexActions,
      run: async (args, context) => (await import("./actions/call-apex-rest.ts")).callApexRest(args, context),
    }),
  },
} satisfies Toolset;
