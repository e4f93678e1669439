import type { ObjectFacts } from "../../store/object-facts.ts";

export const recordType: ObjectFacts = {
  name: "RecordType",
  label: "Record Type",
  labelPlural: "Record Types",
  keyPrefix: "012",
  abilities: "Q",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
DeveloperName|Developer Name|string|80|cufsga
NamespacePrefix|Namespace Prefix|string|80|ncufsga
Description|Description|textarea|32000|ncu
BusinessProcessId|Business Process ID|string|255|ncufsga
SobjectType|Sobject Type|string|255|cufsga
IsActive|Is Active|boolean||cufsgd
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
LastModifiedDate|Last Modified Date|datetime||fsad
SystemModstamp|System Modstamp|datetime||fsad
`,
};
