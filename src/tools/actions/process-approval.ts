import { ToolError } from "../../errors.ts";
import type { JsonObject } from "../../json-object.ts";
import {
  idList,
  newWorkItems,
  requestApprovals,
  type WorkItem,
  workItemsOf,
} from "../../salesforce/actions/approvals.ts";
import { isWorkItem } from "../../salesforce/actions/kinds.ts";
import type { Outcome } from "../../salesforce/actions/run.ts";
import { sameId } from "../../salesforce/records/identity.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { ProcessApprovalArguments } from "./arguments.ts";
import { outcomesAnswer } from "./outcomes-answer.ts";

const mostNamed = 10;

function listed(texts: readonly string[]): string {
  const more = texts.length - mostNamed;
  return `${texts.slice(0, mostNamed).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function nothingOpen(ids: readonly string[], action: string): ToolError {
  const verb = action.toLowerCase();
  return new ToolError(
    "BAD_ARGUMENT",
    `ids: nothing waits for an approval of ${listed(ids)}, or the user may not see it.`,
    `processApproval with action "Submit" sends a record on its way. Leave out what there is nothing to ${verb} of. Nothing was sent.`,
  );
}

type Allows = ToolContext["allows"];

/** Whom a work item lies with: the name, or the id where the name may not be shown. */
function actorOf({ actorId, actorName }: WorkItem, allows: Allows): string {
  return (allows("User") ? actorName : undefined) ?? actorId ?? "somebody";
}

function severalOpen(
  several: readonly (readonly [string, readonly WorkItem[]])[],
  allows: Allows,
): ToolError {
  const texts = several.map(
    ([id, items]) =>
      `${id} has ${items.map((item) => `${item.id} (with ${actorOf(item, allows)})`).join(", ")}`,
  );
  return new ToolError(
    "BAD_ARGUMENT",
    `ids: several requests for approval are open: ${listed(texts)}.`,
    "Give the id of the work item (04i…) in place of the record's. Nothing was sent.",
  );
}

/** The work item of each id: itself, or the one open request about the record. */
async function workItemIds(
  { ids, action }: ProcessApprovalArguments,
  { salesforce, allows }: ToolContext,
): Promise<string[]> {
  const records = ids.filter((id) => !isWorkItem(id));
  const items = await workItemsOf(salesforce, records);
  const open = records.map((id) => [id, items.filter(({ recordId }) => sameId(recordId, id))] as const);
  const none = open.filter(([, found]) => found.length === 0).map(([id]) => id);
  if (none.length > 0) throw nothingOpen(none, action);
  const several = open.filter(([, found]) => found.length > 1);
  if (several.length > 0) throw severalOpen(several, allows);
  const byRecord = new Map(open.map(([id, [item]]) => [id, item?.id ?? id]));
  return ids.map((id) => byRecord.get(id) ?? id);
}

const done = { Submit: "submitted", Approve: "approved", Reject: "rejected" };

/** `Pending: it lies with Nora Stone`, `Approved`. */
function happened(
  status: string,
  waits: readonly string[],
  action: ProcessApprovalArguments["action"],
): string {
  if (waits.length > 0) return `${done[action]}; ${status}, and lies with ${waits.join(" and ")} now`;
  return status.toLowerCase() === done[action] ? status : `${done[action]}; ${status}`;
}

/** What became of one request, in words. */
function shownBy(
  made: readonly WorkItem[],
  allows: Allows,
  { action }: ProcessApprovalArguments,
): (outcome: Outcome) => JsonObject {
  return ({ answer }) => {
    const { entityId, instanceStatus, instanceId } = answer;
    const workItems = idList(answer["newWorkitemIds"]);
    const actors = idList(answer["actorIds"]);
    const waits = workItems.map((id, index) => {
      const item = made.find((one) => sameId(one.id, id));
      return item === undefined ? (actors[index] ?? "somebody") : actorOf(item, allows);
    });
    return {
      id: entityId,
      status: instanceStatus,
      happened: happened(String(instanceStatus), waits, action),
      ...(workItems.length > 0 && { workItems }),
      instanceId,
    };
  };
}

/** Submits, approves or rejects in one request; work items of records are looked up before it. */
export async function processApproval(
  args: ProcessApprovalArguments,
  context: ToolContext,
): Promise<unknown> {
  const { action, ids, comments, nextApproverIds, processName, skipEntryCriteria } = args;
  const { salesforce, allows } = context;
  const contexts = action === "Submit" ? ids : await workItemIds(args, context);
  const requests = contexts.map((contextId) => ({
    action,
    contextId,
    ...{ comments, nextApproverIds, processName, skipEntryCriteria },
  }));
  const outcomes = await requestApprovals(salesforce, requests);
  const made = await newWorkItems(salesforce, outcomes);
  return outcomesAnswer(
    outcomes,
    {
      about: { action },
      asked: requests.length,
      unit: "request",
      done: done[action],
      shown: shownBy(made, allows, args),
      hintArguments: (index) => ({ id: ids[index] }),
    },
    context,
  );
}
