import type { ObjectFacts } from "../../store/object-facts.ts";

/** What the values of Lead.Status mean: whether a lead of this status counts as converted. */
export const leadStatus: ObjectFacts = {
  name: "LeadStatus",
  label: "Lead Status Value",
  labelPlural: "Lead Status Value",
  keyPrefix: "01J",
  abilities: "Q",
  fields: `
Id|Lead Status Value ID|id||fsgadI
MasterLabel|Master Label|string|255|nfsgaN
ApiName|API Name|string|255|fsga
SortOrder|Sort Order|int|8|nfsga
IsDefault|Is Default|boolean||fsgd
IsConverted|Is Converted|boolean||fsgd
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
LastModifiedDate|Last Modified Date|datetime||fsad
SystemModstamp|System Modstamp|datetime||fsad
`,
};
