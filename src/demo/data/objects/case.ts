import type { ObjectFacts } from "../../store/object-facts.ts";

export const caseFacts: ObjectFacts = {
  name: "Case",
  label: "Case",
  labelPlural: "Cases",
  keyPrefix: "500",
  abilities: "cudQSL",
  fields: `
Id|Case ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
MasterRecordId|Master Record ID|reference||nfsga|to=Case|as=MasterRecord
CaseNumber|Case Number|string|30|fsadNAI
ContactId|Contact ID|reference||ncufsgap|to=Contact|as=Contact|children=Cases|restrict=1
AccountId|Account ID|reference||ncufsgap|to=Account|as=Account|children=Cases|restrict=1
AssetId|Asset ID|reference||ncufsgap|to=Asset|as=Asset
ParentId|Parent Case ID|reference||ncufsgap|to=Case|as=Parent|children=Cases
SuppliedName|Name|string|80|ncufsgap
SuppliedEmail|Email Address|email|80|ncufsgap
SuppliedPhone|Phone|string|40|ncufsgap
SuppliedCompany|Company|string|80|ncufsgap
Type|Case Type|picklist|40|ncufsgap|values=Mechanical^Electrical^Electronic^Structural^Other
Status|Status|picklist|40|ncufsgad|default=New|values=*New^Working^Escalated^Closed
Reason|Case Reason|picklist|40|ncufsgap|values=Installation^Equipment Complexity^Performance^Breakdown^Equipment Design^Feedback^Other
Origin|Case Origin|picklist|40|ncufsgap|values=Phone^Email^Web
Subject|Subject|string|255|ncufsgap
Priority|Priority|picklist|40|ncufsgadp|default=Medium|values=High^*Medium^Low
Description|Description|textarea|32000|ncup|info=plaintextarea
IsClosed|Closed|boolean||fsgd
ClosedDate|Closed Date|datetime||nfsap
IsEscalated|Escalated|boolean||cufsgdp
OwnerId|Owner ID|reference||cufsgadw|to=Group/User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
ContactPhone|Contact Phone|phone|40|nfsga
ContactMobile|Contact Mobile|phone|40|nfsga
ContactEmail|Contact Email|email|80|nfsga
ContactFax|Contact Fax|phone|40|nfsga
Comments|Internal Comments|textarea|4000|ncusa|info=plaintextarea
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
`,
};
