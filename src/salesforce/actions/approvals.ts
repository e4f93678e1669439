import { sameId } from "../records/identity.ts";
import { firstPage } from "../records/query.ts";
import type { Salesforce } from "../rest/client.ts";
import { type Outcome, resultsOf } from "./run.ts";

type ApprovalAction = "Submit" | "Approve" | "Reject";

/** A request that waits for somebody's approval. */
export interface WorkItem {
  id: string;
  /** The record that it is about. */
  recordId: string;
  /** Whom it lies with: a name, or an id where the name may not be seen. */
  with: string;
}

/** `04i…`, as the ids of work items begin. */
export function isWorkItem(id: string): boolean {
  return id.startsWith("04i");
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
    const who = textAt(record, "Actor", "Name") ?? textAt(record, "ActorId") ?? "somebody";
    return id === undefined || recordId === undefined ? [] : [{ id, recordId, with: who }];
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

/** Names of the work items' actors, by the items' ids; empty where they cannot be read. */
export async function namesOfNew(
  salesforce: Salesforce,
  outcomes: readonly Outcome[],
): Promise<(id: string) => string | undefined> {
  const ids = outcomes.flatMap(({ answer }) => idList(answer["newWorkitemIds"]));
  const items = await workItemsNamed(salesforce, ids).catch(() => []);
  return (id) => items.find((item) => sameId(item.id, id))?.with;
}

/** Ids in a list of an answer; what is none is left out. */
export function idList(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((id) => typeof id === "string" && /^[a-zA-Z0-9]{15,18}$/.test(id))
    : [];
}
