import type { ObjectFacts } from "../../store/object-facts.ts";

export const pricebookEntry: ObjectFacts = {
  name: "PricebookEntry",
  label: "Price Book Entry",
  labelPlural: "Price Book Entries",
  keyPrefix: "01u",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|nfsgaN
Pricebook2Id|Pricebook2 ID|reference||cufsga|to=Pricebook2|as=Pricebook2|children=PricebookEntries|cascade=1
Product2Id|Product2 ID|reference||cufsga|to=Product2|as=Product2|children=PricebookEntries|cascade=1
UnitPrice|Unit Price|currency|18,2|cufsa
IsActive|Is Active|boolean||cufsgd
UseStandardPrice|Use Standard Price|boolean||cufsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
ProductCode|Product Code|string|255|nfsga
IsDeleted|Is Deleted|boolean||fsgd
`,
};
