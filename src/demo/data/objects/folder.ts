import type { ObjectFacts } from "../../store/object-facts.ts";

export const folder: ObjectFacts = {
  name: "Folder",
  label: "Folder",
  labelPlural: "Folders",
  keyPrefix: "00l",
  abilities: "Q",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
DeveloperName|Developer Name|string|80|ncufsga
AccessType|Access Type|picklist|40|cufsgar|values=Shared^Public^Hidden^PublicInternal
IsReadonly|Is Readonly|boolean||cufsgd
Type|Type|picklist|40|cufsgadr|values=Document^Email^Report^Dashboard
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
