import type { ObjectFacts } from "../../store/object-facts.ts";

export const report: ObjectFacts = {
  name: "Report",
  label: "Report",
  labelPlural: "Reports",
  keyPrefix: "00O",
  abilities: "QS",
  fields: `
Id|Record ID|id||fsgadI
OwnerId|Owner ID|reference||cufsgadw|to=User/Group|as=Owner
FolderName|Folder Name|string|255|ncufsga
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
IsDeleted|Is Deleted|boolean||fsgd
Name|Name|string|255|cufsgaN
Description|Description|textarea|32000|ncu
DeveloperName|Developer Name|string|80|cufsga
NamespacePrefix|Namespace Prefix|string|80|ncufsga
LastRunDate|Last Run Date|datetime||ncufsa
SystemModstamp|System Modstamp|datetime||fsad
Format|Format|picklist|40|cufsgadr|values=Tabular^Summary^Matrix^MultiBlock
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
`,
};
