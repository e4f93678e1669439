import type { ObjectFacts } from "../../store/object-facts.ts";
import { account } from "./account.ts";
import { accountHistory } from "./account-history.ts";
import { apexClass } from "./apex-class.ts";
import { assignmentRule } from "./assignment-rule.ts";
import { attachment } from "./attachment.ts";
import { campaign } from "./campaign.ts";
import { campaignMember } from "./campaign-member.ts";
import { caseFacts } from "./case.ts";
import { contact } from "./contact.ts";
import { contentDocument } from "./content-document.ts";
import { contentDocumentLink } from "./content-document-link.ts";
import { contentVersion } from "./content-version.ts";
import { dashboard } from "./dashboard.ts";
import { document } from "./document.ts";
import { event } from "./event.ts";
import { feedItem } from "./feed-item.ts";
import { folder } from "./folder.ts";
import { group } from "./group.ts";
import { lead } from "./lead.ts";
import { leadStatus } from "./lead-status.ts";
import { listView } from "./list-view.ts";
import { note } from "./note.ts";
import { opportunity } from "./opportunity.ts";
import { opportunityContactRole } from "./opportunity-contact-role.ts";
import { opportunityFieldHistory } from "./opportunity-field-history.ts";
import { opportunityLineItem } from "./opportunity-line-item.ts";
import { organization } from "./organization.ts";
import { ownFields } from "./own-fields.ts";
import { pricebookEntry } from "./pricebook-entry.ts";
import { pricebook2 } from "./pricebook2.ts";
import { processDefinition } from "./process-definition.ts";
import { processInstance } from "./process-instance.ts";
import { processInstanceStep } from "./process-instance-step.ts";
import { processInstanceWorkitem } from "./process-instance-workitem.ts";
import { product2 } from "./product2.ts";
import { profile } from "./profile.ts";
import { project } from "./project.ts";
import { recordType } from "./record-type.ts";
import { report } from "./report.ts";
import { task } from "./task.ts";
import { user } from "./user.ts";
import { userRole } from "./user-role.ts";

/** The standard objects as a new org has them. */
export const standardFacts: readonly ObjectFacts[] = [
  assignmentRule,
  account,
  contact,
  lead,
  opportunity,
  caseFacts,
  task,
  event,
  user,
  campaign,
  campaignMember,
  product2,
  pricebook2,
  pricebookEntry,
  opportunityLineItem,
  opportunityContactRole,
  report,
  dashboard,
  folder,
  profile,
  userRole,
  recordType,
  organization,
  group,
  contentVersion,
  contentDocument,
  contentDocumentLink,
  document,
  leadStatus,
  opportunityFieldHistory,
  accountHistory,
  apexClass,
  listView,
  processInstanceWorkitem,
  processInstanceStep,
  processInstance,
  processDefinition,
  feedItem,
  note,
  attachment,
];

/** Every object of the demo org, with the fields that this org added to standard ones. */
export const objectFacts: readonly ObjectFacts[] = [...standardFacts, project].map((facts) => {
  const own = ownFields[facts.name];
  return own ? { ...facts, ...own, fields: `${facts.fields.trim()}\n${own.fields.trim()}` } : facts;
});
