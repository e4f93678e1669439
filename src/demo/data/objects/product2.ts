import type { ObjectFacts } from "../../store/object-facts.ts";

export const product2: ObjectFacts = {
  name: "Product2",
  label: "Product",
  labelPlural: "Products",
  keyPrefix: "01t",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
ProductCode|Product Code|string|255|ncufsga
Description|Description|textarea|32000|ncu
IsActive|Is Active|boolean||cufsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
Family|Family|picklist|40|ncufsga|values=None^Hardware^Software^Services
ExternalDataSourceId|External Data Source ID|string|255|ncufsga
ExternalId|External ID|string|255|ncufsga
DisplayUrl|Display Url|string|255|ncufsga
QuantityUnitOfMeasure|Quantity Unit Of Measure|string|255|ncufsga
IsDeleted|Is Deleted|boolean||fsgd
IsArchived|Is Archived|boolean||fsgd
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
StockKeepingUnit|Stock Keeping Unit|string|255|ncufsga
`,
};
