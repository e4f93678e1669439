import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { newRow, putRow } from "../rows/new-row.ts";
import { findRow, liveRow, objectNamed } from "../rows/read.ts";
import { approvalProcessId } from "../store/fixed-ids.ts";
import { to18 } from "../store/ids.ts";
import type { ObjectSchema } from "../store/schema.ts";
import type { SqlValue, StoredRow } from "../store/store.ts";

/** The org's approval process: large deals are looked at by whoever the submitter reports to. */
export const approvalProcess = {
  id: approvalProcessId,
  name: "Large Deal Approval",
  developerName: "Large_Deal_Approval",
  object: "Opportunity",
  description: "Deals of 10,000 and more are approved by the manager of whoever submits them.",
  leastAmount: 10_000,
};

export interface Submission {
  contextId: string;
  contextActorId: string | undefined;
  comments: string | undefined;
  nextApproverIds: readonly string[] | undefined;
  processDefinitionNameOrId: string | undefined;
  skipEntryCriteria: boolean;
}

export interface Decision {
  decision: "Approved" | "Rejected";
  /** Of the work item, 04i…. */
  contextId: string;
  comments: string | undefined;
}

export interface ApprovalResult extends JsonRecord {
  actorIds: string[];
  entityId: string;
  instanceId: string;
  instanceStatus: string;
  newWorkitemIds: string[];
}

function refused(code: string, message: string): ApiError {
  return new ApiError(400, code, message, []);
}

function put(org: Org, userId: string, name: string, values: Record<string, SqlValue>): string {
  const object = objectNamed(org, name);
  const row = newRow(org, object, userId, new Map(Object.entries(values)));
  putRow(org, object, row);
  return String(row["Id"]);
}

function userWith(org: Org, id: string): StoredRow {
  const user = findRow(org, objectNamed(org, "User"), id);
  if (user?.["IsActive"] === 1) return user;
  throw refused("INVALID_CROSS_REFERENCE_KEY", `invalid approver or submitter: ${id}`);
}

function objectOf(org: Org, id: string): ObjectSchema | undefined {
  return org.schema.byKeyPrefix((to18(id) ?? "").slice(0, 3));
}

/** The record, if the process is one for it. Throws NO_APPLICABLE_PROCESS and ALREADY_IN_PROCESS. */
function recordFor(
  org: Org,
  { contextId, processDefinitionNameOrId: wanted, skipEntryCriteria }: Submission,
): StoredRow {
  const { id, developerName, object: name, leastAmount } = approvalProcess;
  const object = objectOf(org, contextId);
  if (!object) throw refused("INVALID_CROSS_REFERENCE_KEY", `invalid record id: ${contextId}`);
  const row = liveRow(org, object, contextId);
  const pending = org.store.get(
    `SELECT "Id" FROM "ProcessInstance" WHERE "TargetObjectId" = ? AND "Status" = 'Pending'`,
    [row["Id"] ?? null],
  );
  if (pending)
    throw refused(
      "ALREADY_IN_PROCESS",
      "This record is currently in an approval process. A record can be in only one approval process at a time.",
    );
  const isNamed = wanted === undefined || wanted === developerName || to18(wanted) === id;
  const isLarge = skipEntryCriteria || Number(row["Amount"] ?? 0) >= leastAmount;
  if (object.name === name && isNamed && isLarge) return row;
  throw refused("NO_APPLICABLE_PROCESS", "No applicable approval process was found.");
}

/** Starts a record on its way through the process; it is locked until somebody decides. */
export function submitForApproval(org: Org, userId: string, submission: Submission): ApprovalResult {
  const row = recordFor(org, submission);
  const submitter = userWith(org, submission.contextActorId ?? userId);
  const [approver = submitter["ManagerId"] ?? submitter["Id"]] = submission.nextApproverIds ?? [];
  const actor = String(userWith(org, String(approver))["Id"]);
  const entityId = String(row["Id"]);
  const submittedBy = String(submitter["Id"]);
  const instanceId = put(org, userId, "ProcessInstance", {
    ProcessDefinitionId: approvalProcess.id,
    TargetObjectId: entityId,
    Status: "Pending",
    SubmittedById: submittedBy,
    LastActorId: submittedBy,
  });
  put(org, userId, "ProcessInstanceStep", {
    ProcessInstanceId: instanceId,
    StepStatus: "Started",
    OriginalActorId: submittedBy,
    ActorId: submittedBy,
    Comments: submission.comments ?? null,
  });
  const asked = { ProcessInstanceId: instanceId, OriginalActorId: actor, ActorId: actor };
  const workitem = put(org, userId, "ProcessInstanceWorkitem", asked);
  org.count("approval.Submit");
  return { actorIds: [actor], entityId, instanceId, instanceStatus: "Pending", newWorkitemIds: [workitem] };
}

/** Approves or rejects what a work item asks for; the record is free again. */
export function decide(
  org: Org,
  userId: string,
  { decision, contextId, comments }: Decision,
): ApprovalResult {
  const item = findRow(org, objectNamed(org, "ProcessInstanceWorkitem"), contextId);
  if (!item) throw refused("INVALID_CROSS_REFERENCE_KEY", `invalid work item id: ${contextId}`);
  const instanceId = String(item["ProcessInstanceId"]);
  const instances = objectNamed(org, "ProcessInstance");
  const instance = findRow(org, instances, instanceId);
  put(org, userId, "ProcessInstanceStep", {
    ProcessInstanceId: instanceId,
    StepStatus: decision,
    OriginalActorId: item["OriginalActorId"] ?? null,
    ActorId: userId,
    Comments: comments ?? null,
  });
  org.store.run('DELETE FROM "ProcessInstanceWorkitem" WHERE "Id" = ?', [item["Id"] ?? null]);
  const now = Math.floor(org.now() / 1_000) * 1_000;
  org.store.update(instances, instanceId, {
    Status: decision,
    CompletedDate: now,
    LastActorId: userId,
    LastModifiedById: userId,
    LastModifiedDate: now,
    SystemModstamp: now,
  });
  org.count(`approval.${decision}`);
  const entityId = String(instance?.["TargetObjectId"]);
  return { actorIds: [userId], entityId, instanceId, instanceStatus: decision, newWorkitemIds: [] };
}
