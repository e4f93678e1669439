import type { ObjectFacts } from "../../store/object-facts.ts";

export const pricebook2: ObjectFacts = {
  name: "Pricebook2",
  label: "Price Book",
  labelPlural: "Price Books",
  keyPrefix: "01s",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
IsDeleted|Is Deleted|boolean||fsgd
Name|Name|string|255|cufsgaN
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
IsActive|Is Active|boolean||cufsgd
IsArchived|Is Archived|boolean||fsgd
Description|Description|textarea|32000|ncu
IsStandard|Is Standard|boolean||cufsgd
`,
};
