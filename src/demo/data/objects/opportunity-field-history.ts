import type { ObjectFacts } from "../../store/object-facts.ts";

/** What changed in tracked fields of an opportunity, and who changed it. */
export const opportunityFieldHistory: ObjectFacts = {
  name: "OpportunityFieldHistory",
  label: "Opportunity History",
  labelPlural: "Opportunity History",
  keyPrefix: "01H",
  abilities: "Q",
  fields: `
Id|Opportunity History ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
OpportunityId|Opportunity ID|reference||fsga|to=Opportunity|as=Opportunity|children=Histories|cascade=1
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created Date|datetime||fsad
Field|Changed Field|picklist|255|fsgar
DataType|Datatype|picklist|40|nfsgar
OldValue|Old Value|anyType|255|n
NewValue|New Value|anyType|255|n
`,
};
