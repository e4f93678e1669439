import type { ObjectFacts } from "../../store/object-facts.ts";

export const opportunityLineItem: ObjectFacts = {
  name: "OpportunityLineItem",
  label: "Opportunity Product",
  labelPlural: "Opportunity Products",
  keyPrefix: "00k",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
OpportunityId|Opportunity ID|reference||cufsga|to=Opportunity|as=Opportunity|children=OpportunityLineItems|cascade=1
SortOrder|Sort Order|int|9|ncufsga
PricebookEntryId|Pricebook Entry ID|reference||ncufsga|to=PricebookEntry|as=PricebookEntry|children=OpportunityLineItems
Product2Id|Product2 ID|reference||ncufsga|to=Product2|as=Product2
ProductCode|Product Code|string|255|nfsga
Name|Name|string|255|nfsgaN
Quantity|Quantity|double|18,2|cufsa
TotalPrice|Total Price|currency|18,2|nfsa
UnitPrice|Unit Price|currency|18,2|ncufsa
ListPrice|List Price|currency|18,2|nfsa
ServiceDate|Service Date|date||ncufsga
Description|Description|textarea|32000|ncu
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
IsDeleted|Is Deleted|boolean||fsgd
`,
};
