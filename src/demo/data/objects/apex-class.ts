import type { ObjectFacts } from "../../store/object-facts.ts";

/** Code of the org. */
export const apexClass: ObjectFacts = {
  name: "ApexClass",
  label: "Apex Class",
  labelPlural: "Apex Classes",
  keyPrefix: "01p",
  abilities: "Q",
  fields: `
Id|Class ID|id||fsgadI
NamespacePrefix|Namespace Prefix|string|15|nfsga
Name|Name|string|255|fsgaN
ApiVersion|Api Version|double|18,1|fsa
Status|Status|picklist|40|fsgar|values=Inactive^Active^Deleted
IsValid|Is Valid|boolean||fsgd
Body|Body|textarea|1000000|n
LengthWithoutComments|Size Without Comments|int|8|fsga
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
