import type { ObjectFacts } from "../../store/object-facts.ts";

export const event: ObjectFacts = {
  name: "Event",
  label: "Event",
  labelPlural: "Events",
  keyPrefix: "00U",
  abilities: "cudQSL",
  fields: `
Id|Activity ID|id||fsgadI
WhoId|Name ID|reference||ncufsgapw|to=Contact/Lead|as=Who|children=Events|cascade=1
WhatId|Related To ID|reference||ncufsgapw|to=Account/ApptBundleAggrDurDnscale/ApptBundleAggrPolicy/ApptBundleConfig/ApptBundlePolicy/ApptBundlePolicySvcTerr/ApptBundlePropagatePolicy/ApptBundleRestrictPolicy/ApptBundleSortPolicy/Asset/AssetRelationship/AssetWarranty/AssignedResource/AttributeDefinition/AttributePicklist/AttributePicklistValue/Campaign/Case/ChannelProgram/ChannelProgramLevel/CommSubscriptionConsent/ContactRequest/Contract/ContractLineItem/CreditMemo/DelegatedAccount/Entitlement/Expense/ExpenseReport/ExpenseReportEntry/Image/Invoice/LegalEntity/ListEmail/Location/MaintenanceAsset/MaintenancePlan/OperatingHoursHoliday/Opportunity/Order/PartnerFundAllocation/PartnerFundClaim/PartnerFundRequest/PartnerMarketingBudget/PartyConsent/ProcessException/Product2/ProductConsumed/ProductItem/ProductRequest/ProductRequestLineItem/ProductServiceCampaign/ProductServiceCampaignItem/ProductTransfer/ResourceAbsence/ReturnOrder/ReturnOrderLineItem/ServiceAppointment/ServiceContract/ServiceCrew/ServiceCrewMember/ServiceResource/Shift/ShiftPattern/ShiftPatternEntry/Shipment/ShipmentItem/Solution/TimeSheet/TimeSheetEntry/TravelMode/WarrantyTerm/WorkOrder/WorkOrderLineItem/WorkPlan/WorkPlanSelectionRule/WorkPlanTemplate/WorkPlanTemplateEntry/WorkStep/WorkStepTemplate|as=What|children=Events|cascade=1
Subject|Subject|combobox|255|ncufsaN|values=Call^Email^Meeting^Send Letter/Quote^Other
Location|Location|string|255|ncufsgap
IsAllDayEvent|All-Day Event|boolean||cufsgdp
ActivityDateTime|Due Date Time|datetime||ncufsa
ActivityDate|Due Date Only|date||ncufsg
DurationInMinutes|Duration|int|8|ncufsga
StartDateTime|Start Date Time|datetime||ncufsa
EndDateTime|End Date Time|datetime||ncufsa
EndDate|End Date|date||nfsga
Description|Description|textarea|32000|ncup|info=plaintextarea
AccountId|Account ID|reference||nfsga|to=Account|as=Account
OwnerId|Assigned To ID|reference||cufsgadw|to=Calendar/User|as=Owner
IsPrivate|Private|boolean||cufsgd
ShowAs|Show Time As|picklist|40|ncufsgadr|default=Busy|values=*Busy^OutOfOffice~Out of Office^Free
IsDeleted|Deleted|boolean||fsgd
IsChild|Is Child|boolean||fsgd
IsGroupEvent|Is Group Event|boolean||fsgd
GroupEventType|Group Event Type|picklist|40|nfsgadr|default=0|values=*0~Non-group Event^1~Group Event^2~Proposed Event^3~IsRecurrence2 Series Pattern
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
IsArchived|Archived|boolean||fsgd
RecurrenceActivityId|Recurrence Activity ID|reference||nfsga|to=Event|children=RecurringEvents
IsRecurrence|Create Recurring Series of Events|boolean||cfsgd
RecurrenceStartDateTime|Recurrence Start|datetime||ncufsa
RecurrenceEndDateOnly|Recurrence End|date||ncufsga
RecurrenceTimeZoneSidKey|Recurrence Time Zone|picklist|40|ncufsgar
RecurrenceType|Recurrence Type|picklist|40|ncufsgar|values=RecursDaily~Recurs Daily^RecursEveryWeekday~Recurs Every Weekday^RecursMonthly~Recurs Monthly^RecursMonthlyNth~Recurs Monthly Nth^RecursWeekly~Recurs Weekly^RecursYearly~Recurs Yearly^RecursYearlyNth~Recurs Yearly Nth
RecurrenceInterval|Recurrence Interval|int|9|ncufsga
RecurrenceDayOfWeekMask|Recurrence Day of Week Mask|int|9|ncufsga
RecurrenceDayOfMonth|Recurrence Day of Month|int|9|ncufsga
RecurrenceInstance|Recurrence Instance|picklist|40|ncufsgar|values=First~1st^Second~2nd^Third~3rd^Fourth~4th^Last~last
RecurrenceMonthOfYear|Recurrence Month of Year|picklist|40|ncufsgar|values=January^February^March^April^May^June^July^August^September^October^November^December
ReminderDateTime|Reminder Date/Time|datetime||ncufsa
IsReminderSet|Reminder Set|boolean||cufsgd
EventSubtype|Event Subtype|picklist|40|ncfsgar|values=Event
IsRecurrence2Exclusion|Historical Event, Not Following Recurrence|boolean||fsgd
Recurrence2PatternText|Recurrence Pattern|textarea|512|nc|info=plaintextarea
Recurrence2PatternVersion|Pattern Version|picklist|40|nfsgar|values=1~RFC 5545 v4 RRULE^2~RFC 5545 v4_2 RRULE
IsRecurrence2|Repeat|boolean||fsgd
IsRecurrence2Exception|Is Exception|boolean||fsgd
Recurrence2PatternStartDate|Recurrence Pattern Start Date|datetime||nfsa
Recurrence2PatternTimeZone|Recurrence Pattern Time Zone Reference|string|255|nfsga
`,
};
