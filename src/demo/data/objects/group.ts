import type { ObjectFacts } from "../../store/object-facts.ts";

export const group: ObjectFacts = {
  name: "Group",
  label: "Group",
  labelPlural: "Groups",
  keyPrefix: "00G",
  abilities: "cudQ",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
DeveloperName|Developer Name|string|80|ncufsga
RelatedId|Related ID|reference||ncufsga|to=User|as=Related
Type|Type|picklist|40|cufsgadr|values=Regular^Role^Queue^Organization
Email|Email|email|128|ncufsga
OwnerId|Owner ID|reference||cufsgadw|to=User/Group|as=Owner
DoesSendEmailToMembers|Does Send Email To Members|boolean||cufsgd
DoesIncludeBosses|Does Include Bosses|boolean||cufsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
