import type { ObjectFacts } from "../../store/object-facts.ts";

export const task: ObjectFacts = {
  name: "Task",
  label: "Task",
  labelPlural: "Tasks",
  keyPrefix: "00T",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
WhoId|Who ID|reference||ncufsgaw|to=Contact/Lead|as=Who|children=Tasks|cascade=1
WhatId|What ID|reference||ncufsgaw|to=Account/Opportunity/Case/Campaign/Product2|as=What|children=Tasks|cascade=1
Subject|Subject|combobox|255|ncufsgaN|values=Call^Send Letter^Send Quote^Other
ActivityDate|Activity Date|date||ncufsga
Status|Status|picklist|40|cufsgad|values=*Not Started^In Progress^Completed^Waiting on someone else^Deferred
Priority|Priority|picklist|40|cufsgad|values=High^*Normal^Low
IsHighPriority|Is High Priority|boolean||fsgd
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
Description|Description|textarea|32000|ncu
IsDeleted|Is Deleted|boolean||fsgd
AccountId|Account ID|reference||nfsga|to=Account|as=Account
IsClosed|Is Closed|boolean||fsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
IsArchived|Is Archived|boolean||fsgd
CallDurationInSeconds|Call Duration In Seconds|int|9|ncufsga
CallType|Call Type|picklist|40|ncufsga|values=Internal^Inbound^Outbound
CallDisposition|Call Disposition|string|255|ncufsga
CallObject|Call Object|string|255|nfsga
ReminderDateTime|Reminder Date Time|datetime||ncufsa
IsReminderSet|Is Reminder Set|boolean||cufsgd
RecurrenceActivityId|Recurrence Activity ID|string|255|ncufsga
IsRecurrence|Is Recurrence|boolean||cufsgd
RecurrenceStartDateOnly|Recurrence Start Date Only|date||ncufsga
RecurrenceEndDateOnly|Recurrence End Date Only|date||ncufsga
RecurrenceTimeZoneSidKey|Recurrence Time Zone Sid Key|string|255|ncufsga
RecurrenceType|Recurrence Type|string|255|ncufsga
RecurrenceInterval|Recurrence Interval|int|9|ncufsga
RecurrenceDayOfWeekMask|Recurrence Day Of Week Mask|int|9|ncufsga
RecurrenceDayOfMonth|Recurrence Day Of Month|int|9|ncufsga
RecurrenceInstance|Recurrence Instance|string|255|ncufsga
RecurrenceMonthOfYear|Recurrence Month Of Year|string|255|ncufsga
RecurrenceRegeneratedType|Recurrence Regenerated Type|string|255|ncufsga
TaskSubtype|Task Subtype|picklist|40|ncufsgad|values=*Task^Email^List Email^Call
`,
};
