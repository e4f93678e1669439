import { callOf } from "../../errors.ts";
import { isRecordId } from "../../salesforce/records/identity.ts";
import type { Failure } from "./failure.ts";

/** The record that was to be submitted. */
function recordIdOf({ args }: Failure): string | undefined {
  const { id, record } = args;
  const given = id ?? (record as Record<string, unknown> | undefined)?.["objectId"];
  return typeof given === "string" && isRecordId(given) ? given : undefined;
}

/** No active process takes the record as it is. */
export function noProcess({ takes }: Failure): string {
  const skip = takes("skipEntryCriteria") ? " skipEntryCriteria submits it all the same." : "";
  return `No active approval process takes this record as it is: none is for its object, its fields do not fit the entry criteria, or this user may not submit.${skip}`;
}

/** Whom it lies with tells a query. */
export function inProcess(failure: Failure): string {
  const id = recordIdOf(failure);
  if (id === undefined) return "It waits for somebody's approval already; that must be decided first.";
  const soql = `SELECT Id, Actor.Name FROM ProcessInstanceWorkitem WHERE ProcessInstance.TargetObjectId = '${id}'`;
  return `It waits for somebody's approval already; ${callOf("executeQuery", { soql })} shows whose.`;
}

/** An approval is decided by whoever is asked, or by an administrator. */
export function noAccess({ takes }: Failure): string {
  return takes("nextApproverIds")
    ? "The signed-in user is not the one who is asked, and no administrator; getUserInfo says who that is."
    : "The signed-in user lacks the right to do this; getUserInfo says who that is.";
}
