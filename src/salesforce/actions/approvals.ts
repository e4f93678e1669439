import { firstPage } from "../records/query.ts";
import type { Salesforce } from "../rest/client.ts";
import { type Outcome, resultsOf } from "./run.ts";

type ApprovalAction = "Submit" | "Approve" | "Reject";

/** A request that waits for somebody's approval. */
export interface WorkItem {
  id: string;
  /** The record that it is about. */
  recordId: string;
  /** Whom it lies with: a user or queue. */
  actorId: string | undefined;
  /** Where it may be seen. */
  actorName: string | undefined;
}

function textAt(record: Record<string, unknown>, ...way: string[]): string | undefined {
  const found = way.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], record);
  return typeof found === "string" ? found : undefined;
}

async function workItemsBy(
  salesforce: Salesforce,
  field: string,
  ids: readonly string[],
): Promise<WorkItem[]> {
  if (ids.length === 0) return [];
  const list = ids.map((id) => `'${id}'`).join(", ");
  const soql = `SELECT Id, ActorId, Actor.Name, ProcessInstance.TargetObjectId FROM ProcessInstanceWorkitem WHERE ${field} IN (${list})`;
  const { records } = await firstPage(salesforce, { soql, all: false, batchSize: 2_000 });
  return records.flatMap((record) => {
    const [id, recordId] = [textAt(record, "Id"), textAt(record, "ProcessInstance", "TargetObjectId")];
    const [actorId, actorName] = [textAt(record, "ActorId"), textAt(record, "Actor", "Name")];
    return id === undefined || recordId === undefined ? [] : [{ id, recordId, actorId, actorName }];
  });
}

/** The open work items of these records; ids are letters and digits alone. */
export function workItemsOf(salesforce: Salesforce, recordIds: readonly string[]): Promise<WorkItem[]> {
  return workItemsBy(salesforce, "ProcessInstance.TargetObjectId", recordIds);
}

/** What these work items are about; one that is closed, or may not be seen, is left out. */
export function workItemsNamed(salesforce: Salesforce, ids: readonly string[]): Promise<WorkItem[]> {
  return workItemsBy(salesforce, "Id", ids);
}

export interface ApprovalRequest {
  action: ApprovalAction;
  /** A record to submit, or a work item to decide. */
  contextId: string;
  comments?: string | undefined;
  nextApproverIds?: readonly string[] | undefined;
  processName?: string | undefined;
  skipEntryCriteria?: boolean | undefined;
}

function bodyOf({ action, contextId, processName, ...others }: ApprovalRequest): Record<string, unknown> {
  const named = { actionType: action, contextId, processDefinitionNameOrId: processName, ...others };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** Sends requests for approval together; results are in their order. */
export function requestApprovals(
  salesforce: Salesforce,
  requests: readonly ApprovalRequest[],
): Promise<Outcome[]> {
  return resultsOf(salesforce, "/process/approvals", { requests: requests.map(bodyOf) });
}

/** The work items that these requests have made; empty where they cannot be read, which fails nothing that was done. */
export function newWorkItems(salesforce: Salesforce, outcomes: readonly Outcome[]): Promise<WorkItem[]> {
  const ids = outcomes.flatMap(({ answer }) => idList(answer["newWorkitemIds"]));
  return workItemsNamed(salesforce, ids).catch(() => []);
}

/** Ids in a list of an answer; what is none is left out. */
export function idList(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((id) => typeof id === "string" && /^[a-zA-Z0-9]{15,18}$/.test(id))
    : [];
}
