import type { ObjectFacts } from "../../store/object-facts.ts";

/** An approval process. */
export const processDefinition: ObjectFacts = {
  name: "ProcessDefinition",
  label: "Process Definition",
  labelPlural: "Process Definitions",
  keyPrefix: "04a",
  abilities: "Q",
  fields: `
Id|Process Definition ID|id||fsgadI
Name|Name|string|255|fsgaN
DeveloperName|Process Definition Unique Name|string|80|fsga
Type|Type|picklist|40|fsgar|values=Approval^State Based Process
Description|Description|textarea|1000|n
TableEnumOrId|Custom Object Definition ID|string|40|fsga
LockType|Lock Type|picklist|40|fsgadr|values=*Total^Admin^Owner^Workitem^Node^none
State|State|picklist|40|fsgadr|values=*Active^Inactive^Obsolete
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
