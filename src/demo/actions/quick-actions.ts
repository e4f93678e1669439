import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { liveRow, objectNamed } from "../rows/read.ts";
import { insertRecord, updateRecord } from "../rows/write.ts";
import { to18 } from "../store/ids.ts";

/** A form of its own for one kind of change. */
export interface QuickAction {
  /** `LogACall`, `Account.New_Contact`. */
  name: string;
  label: string;
  type: "Create" | "LogACall" | "Update";
  /** The object that it is offered on; every one for a global action. */
  context: string | undefined;
  /** The object that it makes or changes. */
  target: string;
  fields: readonly string[];
  /** What a new record is given by the record that the action is started from. */
  defaults(contextId: string | undefined): JsonRecord;
}

export const quickActions: readonly QuickAction[] = [
  {
    name: "LogACall",
    label: "Log a Call",
    type: "LogACall",
    context: undefined,
    target: "Task",
    fields: ["Subject", "Description", "WhoId", "WhatId"],
    defaults: (contextId) => ({
      Subject: "Call",
      Status: "Completed",
      TaskSubtype: "Call",
      ...(contextId && { [/^00[3Q]/.test(contextId) ? "WhoId" : "WhatId"]: contextId }),
    }),
  },
  {
    name: "Account.New_Contact",
    label: "New Contact",
    type: "Create",
    context: "Account",
    target: "Contact",
    fields: ["FirstName", "LastName", "Email", "Phone", "AccountId"],
    defaults: (contextId) => ({ ...(contextId && { AccountId: contextId }) }),
  },
  {
    name: "Opportunity.Update_Next_Step",
    label: "Update Next Step",
    type: "Update",
    context: "Opportunity",
    target: "Opportunity",
    fields: ["NextStep", "StageName", "CloseDate"],
    defaults: () => ({}),
  },
];

export function quickActionNamed(name: string, context: string | undefined): QuickAction {
  const found = quickActions.find(
    (each) =>
      (each.name === name || each.name === `${context}.${name}`) &&
      (each.context === undefined || each.context === context),
  );
  if (found) return found;
  throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
}

function checkFields({ fields, name }: QuickAction, record: JsonRecord): void {
  const unknown = Object.keys(record).find((key) => key !== "attributes" && !fields.includes(key));
  if (unknown === undefined) return;
  throw new ApiError(
    400,
    "INVALID_FIELD",
    `The field ${unknown} is not on the layout of the action ${name}`,
    [unknown],
  );
}

/** Does what the action is for; answers the record's id and whether it is new. */
export function runQuickAction(
  org: Org,
  userId: string,
  action: QuickAction,
  { contextId, record }: { contextId: string | undefined; record: JsonRecord },
): { id: string; created: boolean } {
  checkFields(action, record);
  const context = action.context && contextId ? objectNamed(org, action.context) : undefined;
  const id = contextId === undefined ? undefined : (to18(contextId) ?? contextId);
  if (context && id) liveRow(org, context, id);
  const target = objectNamed(org, action.target);
  if (action.type !== "Update")
    return { ...insertRecord(org, userId, target, { ...action.defaults(id), ...record }), created: true };
  if (id === undefined)
    throw new ApiError(400, "MISSING_ARGUMENT", "contextId is required for this action", []);
  updateRecord(org, userId, target, id, record);
  return { id, created: false };
}
