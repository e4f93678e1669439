import type { ObjectFacts } from "../../store/object-facts.ts";

export const note: ObjectFacts = {
  name: "Note",
  label: "Note",
  labelPlural: "Notes",
  keyPrefix: "002",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
IsDeleted|Is Deleted|boolean||fsgd
ParentId|Parent ID|reference||cufsgaw|to=Account/Contact/Lead/Opportunity|as=Parent|children=Notes|cascade=1
Title|Title|string|128|cufsgaN
IsPrivate|Is Private|boolean||cufsgd
Body|Body|textarea|32000|ncu
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
