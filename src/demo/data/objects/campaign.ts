import type { ObjectFacts } from "../../store/object-facts.ts";

export const campaign: ObjectFacts = {
  name: "Campaign",
  label: "Campaign",
  labelPlural: "Campaigns",
  keyPrefix: "701",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
IsDeleted|Is Deleted|boolean||fsgd
Name|Name|string|255|cufsgaN
ParentId|Parent ID|reference||ncufsga|to=Campaign|as=Parent|children=ChildCampaigns
Type|Type|picklist|40|ncufsga|values=Conference^Webinar^Trade Show^Public Relations^Partners^Referral Program^Advertisement^Banner Ads^Direct Mail^Email^Telemarketing^Other
Status|Status|picklist|40|ncufsgad|values=*Planned^In Progress^Completed^Aborted
StartDate|Start Date|date||ncufsga
EndDate|End Date|date||ncufsga
ExpectedRevenue|Expected Revenue|currency|18,2|ncufsa
BudgetedCost|Budgeted Cost|currency|18,2|ncufsa
ActualCost|Actual Cost|currency|18,2|ncufsa
ExpectedResponse|Expected Response|double|18,2|ncufsa
NumberSent|Number Sent|double|18,0|ncufsa
IsActive|Is Active|boolean||cufsgd
Description|Description|textarea|32000|ncu
NumberOfLeads|Number Of Leads|int|9|fsga
NumberOfConvertedLeads|Number Of Converted Leads|int|9|fsga
NumberOfContacts|Number Of Contacts|int|9|fsga
NumberOfResponses|Number Of Responses|int|9|fsga
NumberOfOpportunities|Number Of Opportunities|int|9|fsga
NumberOfWonOpportunities|Number Of Won Opportunities|int|9|fsga
AmountAllOpportunities|Amount All Opportunities|currency|18,2|fsa
AmountWonOpportunities|Amount Won Opportunities|currency|18,2|fsa
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastActivityDate|Last Activity Date|date||nfsga
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
CampaignMemberRecordTypeId|Campaign Member Record Type ID|reference||ncufsga|to=RecordType|as=CampaignMemberRecordType
`,
};
