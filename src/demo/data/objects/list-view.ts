import type { ObjectFacts } from "../../store/object-facts.ts";

/** A list of records that people look at. */
export const listView: ObjectFacts = {
  name: "ListView",
  label: "List View",
  labelPlural: "List Views",
  keyPrefix: "00B",
  abilities: "Q",
  fields: `
Id|List View ID|id||fsgadI
Name|View Name|string|255|fsgaN
DeveloperName|API Name|string|80|nfsga
NamespacePrefix|Namespace Prefix|string|15|nfsga
SobjectType|Sobject Type|picklist|40|nfsga
IsSoqlCompatible|List View Is Soql Compatible|boolean||fsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
`,
};
