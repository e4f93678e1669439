import { ApiError } from "../errors.ts";
import type { Org } from "../handler.ts";
import type { JsonRecord } from "../json.ts";
import { objectNamed } from "../rows/read.ts";
import { insertRecord } from "../rows/write.ts";
import { to18 } from "../store/ids.ts";
import type { Action, Parameter } from "./action.ts";
import { submitForApproval } from "./approvals.ts";
import { send } from "./outbox.ts";

function text(name: string, label: string, description: string, more: Partial<Parameter> = {}): Parameter {
  return { name, label, description, type: "STRING", ...more };
}

function said(input: JsonRecord, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function listed(input: JsonRecord, name: string): string[] | undefined {
  const value = input[name];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** A record by its id, or a user by the name. */
function subjectId(org: Org, nameOrId: string): string {
  const id = to18(nameOrId);
  if (id) return id;
  const user = org.store.get('SELECT "Id" FROM "User" WHERE "Username" = ?1 OR "Name" = ?1', [nameOrId]);
  if (user?.["Id"]) return String(user["Id"]);
  throw new ApiError(400, "INVALID_ID_FIELD", `No user or record is named ${nameOrId}`, []);
}

const chatterPost: Action = {
  name: "chatterPost",
  label: "Post to Chatter",
  description: "Posts a message to a specified feed, such as to a case feed or a user's feed.",
  type: "chatterPost",
  inputs: [
    text("communityId", "Experience Cloud Site ID", "The ID of an Experience Cloud site."),
    text("subjectNameOrId", "Target Name or ID", "Reference to the user, group, or record.", {
      required: true,
    }),
    text("text", "Message", "The text that you want to post.", { required: true }),
    text("type", "Target Type", "Required only if subjectNameOrId is set to a username or a group name."),
    text(
      "visibility",
      "Feed Item Visibility",
      "Whether the feed item is visible to all users or to internal ones.",
    ),
  ],
  outputs: [text("feedItemId", "Feed Item ID", "The ID of the new feed item.")],
  run(org, userId, input) {
    const record = {
      ParentId: subjectId(org, said(input, "subjectNameOrId") ?? ""),
      Body: said(input, "text"),
    };
    return { feedItemId: insertRecord(org, userId, objectNamed(org, "FeedItem"), record).id };
  },
};

const address = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/;
const mostAddresses = 5;

const emailSimple: Action = {
  name: "emailSimple",
  label: "Send Email",
  description: "Sends an email where you specify the subject, body, and recipients.",
  type: "emailSimple",
  inputs: [
    text("emailAddresses", "Recipient Addresses", "Up to five addresses, separated by commas."),
    text("emailAddressesArray", "Recipient Address Collection", "Up to five addresses.", { maxOccurs: 5 }),
    text("emailBody", "Body", "The body of the email in plain text.", { required: true, type: "TEXTAREA" }),
    text("emailSubject", "Subject", "The subject of the email.", { required: true }),
    text("senderAddress", "Sender Email Address", "An organization-wide email address."),
    text("senderType", "Sender Type", "CurrentUser, DefaultWorkflowUser or OrgWideEmailAddress."),
    {
      ...text("sendRichBody", "Rich-Text-Formatted Body", "Whether the body is rich text."),
      type: "BOOLEAN",
    },
    text("relatedRecordId", "Related Record ID", "A record that the email is about."),
  ],
  outputs: [],
  run(org, userId, input) {
    const single = (said(input, "emailAddresses") ?? "").split(",").map((each) => each.trim());
    const to = [...single, ...(listed(input, "emailAddressesArray") ?? [])].filter((each) => each !== "");
    if (to.length === 0)
      throw new ApiError(400, "MISSING_ARGUMENT", "Missing required input parameter: emailAddresses", []);
    if (to.length > mostAddresses)
      throw new ApiError(400, "INVALID_ARGUMENT", `An email goes to at most ${mostAddresses} addresses`, []);
    const wrong = to.find((each) => !address.test(each));
    if (wrong !== undefined)
      throw new ApiError(400, "INVALID_EMAIL_ADDRESS", `Invalid email address: ${wrong}`, []);
    send(org, userId, {
      to,
      subject: said(input, "emailSubject") ?? "",
      body: said(input, "emailBody") ?? "",
    });
    return {};
  },
};

const submit: Action = {
  name: "submit",
  label: "Submit for Approval",
  description:
    "Submits a Salesforce record for approval if an approval process is defined for the current entity.",
  type: "submit",
  inputs: [
    text("objectId", "Record ID", "The ID of the record being submitted for approval.", { required: true }),
    text("comment", "Submission Comments", "The comment that you want to submit with the record."),
    text("nextApproverIds", "Next Approver IDs", "The ID of the user to be assigned the approval request.", {
      maxOccurs: 1_000,
    }),
    text(
      "processDefinitionNameOrId",
      "Approval Process Name Or ID",
      "The unique name or ID of the approval process.",
    ),
    {
      ...text("skipEntryCriteria", "Skip Entry Criteria", "Whether entry criteria are not looked at."),
      type: "BOOLEAN",
    },
    text("submitterId", "Submitter ID", "The ID of the user submitting the record for approval."),
  ],
  outputs: [
    text("actorIds", "Approver IDs", "Those who are asked.", { maxOccurs: 1_000 }),
    text("entityId", "Record ID", "The record."),
    text("instanceId", "Instance ID", "The ID of the approval process that was submitted."),
    text("instanceStatus", "Instance Status", "Approved, Rejected, Removed or Pending."),
    text("newWorkItemIds", "New Work Item IDs", "The new requests.", { maxOccurs: 1_000 }),
  ],
  run(org, userId, input) {
    const { newWorkitemIds: newWorkItemIds, ...told } = submitForApproval(org, userId, {
      contextId: said(input, "objectId") ?? "",
      contextActorId: said(input, "submitterId"),
      comments: said(input, "comment"),
      nextApproverIds: listed(input, "nextApproverIds"),
      processDefinitionNameOrId: said(input, "processDefinitionNameOrId"),
      skipEntryCriteria: input["skipEntryCriteria"] === true,
    });
    return { ...told, newWorkItemIds };
  },
};

/** Actions that every org has; their name is their type. */
export const standardActions: readonly Action[] = [chatterPost, emailSimple, submit];
