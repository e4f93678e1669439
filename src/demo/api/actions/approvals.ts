import { approvalProcess, decide, submitForApproval } from "../../actions/approvals.ts";
import { ApiError } from "../../errors.ts";
import type { ApiRequest, ApiResponse, Org, Route } from "../../handler.ts";
import type { JsonRecord } from "../../json.ts";
import { objectsIn, textIn, textsIn } from "../shape.ts";

function processes(): ApiResponse {
  const { id, name, description, object } = approvalProcess;
  return {
    status: 200,
    body: { approvals: { [object]: [{ description, id, name, object, sortOrder: 1 }] } },
  };
}

function maybe(request: JsonRecord, key: string): string | undefined {
  return request[key] === undefined || request[key] === null ? undefined : textIn(request, key);
}

function act(org: Org, userId: string, request: JsonRecord): JsonRecord {
  const type = textIn(request, "actionType");
  const contextId = textIn(request, "contextId");
  const comments = maybe(request, "comments");
  if (type === "Submit")
    return submitForApproval(org, userId, {
      contextId,
      comments,
      contextActorId: maybe(request, "contextActorId"),
      nextApproverIds: textsIn(request, "nextApproverIds"),
      processDefinitionNameOrId: maybe(request, "processDefinitionNameOrId"),
      skipEntryCriteria: request["skipEntryCriteria"] === true,
    });
  if (type === "Approve") return decide(org, userId, { decision: "Approved", contextId, comments });
  if (type === "Reject") return decide(org, userId, { decision: "Rejected", contextId, comments });
  throw new ApiError(400, "INVALID_ARGUMENT", `actionType is Submit, Approve or Reject, not ${type}`);
}

function tried(org: Org, userId: string, request: JsonRecord): JsonRecord {
  try {
    return org.store.savepoint(() => ({ ...act(org, userId, request), errors: null, success: true }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.errorCode === "JSON_PARSER_ERROR") throw error;
    const { errorCode: statusCode, message, fields = [] } = error;
    const nothing = {
      actorIds: null,
      entityId: null,
      instanceId: null,
      instanceStatus: null,
      newWorkitemIds: null,
    };
    return { ...nothing, errors: [{ fields, message, statusCode }], success: false };
  }
}

function process(request: ApiRequest, org: Org): ApiResponse {
  const results = objectsIn(request.body, "requests").map((each) => tried(org, request.userId, each));
  return { status: results.every(({ success }) => success) ? 200 : 400, body: results };
}

/** Approval processes: which there are, and submitting, approving and rejecting. */
export const routes: readonly Route[] = [
  { method: "GET", pattern: "/process/approvals", handler: processes },
  { method: "POST", pattern: "/process/approvals", handler: process },
];
