import type { ObjectFacts } from "../../store/object-facts.ts";

export const attachment: ObjectFacts = {
  name: "Attachment",
  label: "Attachment",
  labelPlural: "Attachments",
  keyPrefix: "00P",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
IsDeleted|Is Deleted|boolean||fsgd
ParentId|Parent ID|reference||cufsgaw|to=Account/Case/Contact/Event/Lead/Opportunity/Task|as=Parent|children=Attachments|cascade=1
Name|Name|string|255|cufsgaN
IsPrivate|Is Private|boolean||cufsgd
ContentType|Content Type|string|255|ncufsga
BodyLength|Body Length|int|9|nfsga
Body|Body|base64||cu
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
Description|Description|textarea|32000|ncu
`,
};
