import type { ObjectFacts } from "../../store/object-facts.ts";

export const assignmentRule: ObjectFacts = {
  name: "AssignmentRule",
  label: "Assignment Rule",
  labelPlural: "Assignment Rules",
  keyPrefix: "01Q",
  abilities: "Q",
  fields: `
Id|Assignment Rule ID|id||fsgadI
Name|Name|string|120|nfsgaN
SobjectType|SObject Type|picklist|40|nfsgar|values=Case^Lead
Active|Active|boolean||fsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
