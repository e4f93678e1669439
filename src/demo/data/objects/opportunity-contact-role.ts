import type { ObjectFacts } from "../../store/object-facts.ts";

export const opportunityContactRole: ObjectFacts = {
  name: "OpportunityContactRole",
  label: "Opportunity Contact Role",
  labelPlural: "Opportunity Contact Role",
  keyPrefix: "00K",
  abilities: "cudQL",
  fields: `
Id|Contact Role ID|id||fsgadI
OpportunityId|Opportunity ID|reference||cfsga|to=Opportunity|as=Opportunity|children=OpportunityContactRoles|cascade=1
ContactId|Contact ID|reference||cufsga|to=Contact|as=Contact|children=OpportunityContactRoles|cascade=1
Role|Role|picklist|40|ncufsga|values=Business User^Decision Maker^Economic Buyer^Economic Decision Maker^Evaluator^Executive Sponsor^Influencer^Technical Buyer^Other
IsPrimary|Primary|boolean||cufsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
IsDeleted|Deleted|boolean||fsgd
`,
};
