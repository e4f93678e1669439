import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { findRow, objectNamed } from "../rows/read.ts";
import { insertRecord, updateRecord } from "../rows/write.ts";
import type { StoredRow } from "../store/store.ts";
import type { Action } from "./action.ts";

function found(org: Org, object: string, id: unknown): StoredRow | undefined {
  const row = typeof id === "string" ? findRow(org, objectNamed(org, object), id) : undefined;
  return row?.["IsDeleted"] === 1 ? undefined : row;
}

const dayMilliseconds = 86_400_000;
const farthestDay = Date.UTC(4000, 11, 31);

function flowFault(what: string): ApiError {
  return new ApiError(400, "UNKNOWN_EXCEPTION", `An unhandled fault has occurred in this flow: ${what}`, []);
}

function rate(org: Org, userId: string, accountId: string, rating: unknown): void {
  if (!["Hot", "Warm", "Cold"].includes(String(rating))) throw flowFault(`there is no rating ${rating}`);
  updateRecord(org, userId, objectNamed(org, "Account"), accountId, { Rating: rating });
}

/** An autolaunched flow: a task for the owner of an account. */
const planFollowUp: Action = {
  name: "Plan_Follow_Up",
  label: "Plan a follow-up",
  description: "Plans a call with an account for its owner.",
  type: "flow",
  inputs: [
    {
      name: "accountId",
      label: "accountId",
      type: "STRING",
      description: "The account to call.",
      required: true,
    },
    {
      name: "daysFromNow",
      label: "daysFromNow",
      type: "NUMBER",
      description: "When to call; a week from now unless given.",
    },
    { name: "subject", label: "subject", type: "STRING", description: "What about; Follow up unless given." },
    {
      name: "rating",
      label: "rating",
      type: "STRING",
      description: "Hot, Warm or Cold: what the account is rated once the call is planned.",
    },
  ],
  outputs: [
    { name: "taskId", label: "taskId", type: "STRING", description: "The new task." },
    {
      name: "Flow__InterviewStatus",
      label: "Flow__InterviewStatus",
      type: "STRING",
      description: "How the interview ended.",
    },
  ],
  run(org, userId, { accountId, daysFromNow, subject, rating }) {
    const account = found(org, "Account", accountId);
    if (!account) throw flowFault(`no account has the id ${accountId}`);
    const due = org.now() + (typeof daysFromNow === "number" ? daysFromNow : 7) * dayMilliseconds;
    if (Math.abs(due) > farthestDay) throw flowFault("the date is out of range");
    const record = {
      Subject: typeof subject === "string" ? subject : "Follow up",
      WhatId: account["Id"],
      OwnerId: account["OwnerId"],
      ActivityDate: new Date(due).toISOString().slice(0, 10),
    };
    const { id } = insertRecord(org, userId, objectNamed(org, "Task"), record);
    // Behind the task: what fails here takes the task with it.
    if (rating !== undefined && rating !== null) rate(org, userId, String(account["Id"]), rating);
    return { taskId: id, Flow__InterviewStatus: "Finished" };
  },
};

const mostPercent = 30;

/** An invocable Apex class: takes a discount off a deal. */
const applyDiscount: Action = {
  name: "ApplyDiscount",
  label: "Apply a discount",
  description: "Takes a discount of up to 30 percent off an open deal's amount.",
  type: "apex",
  inputs: [
    { name: "opportunityId", label: "Opportunity", type: "STRING", description: "The deal.", required: true },
    { name: "percent", label: "Percent", type: "NUMBER", description: "0 to 30.", required: true },
  ],
  outputs: [
    { name: "oldAmount", label: "Old amount", type: "NUMBER", description: "The amount before." },
    { name: "newAmount", label: "New amount", type: "NUMBER", description: "The amount after." },
  ],
  run(org, userId, { opportunityId, percent }): JsonRecord {
    const deal = found(org, "Opportunity", opportunityId);
    const failed = (text: string) =>
      new ApiError(400, "APEX_ERROR", `ApplyDiscount.DiscountException: ${text}`, []);
    if (!deal || deal["IsClosed"] === 1) throw failed("There is no open opportunity with this id");
    const share = Number(percent);
    if (share < 0 || share > mostPercent) throw failed(`A discount is 0 to ${mostPercent} percent`);
    const oldAmount = Number(deal["Amount"] ?? 0);
    const newAmount = Math.round(oldAmount * (100 - share)) / 100;
    updateRecord(org, userId, objectNamed(org, "Opportunity"), String(deal["Id"]), { Amount: newAmount });
    return { oldAmount, newAmount };
  },
};

/** What this org has of its own: a flow and an invocable Apex class. */
export const customActions: readonly Action[] = [planFollowUp, applyDiscount];
