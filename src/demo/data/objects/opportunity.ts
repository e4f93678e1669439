import type { ObjectFacts } from "../../store/object-facts.ts";

export const opportunity: ObjectFacts = {
  name: "Opportunity",
  label: "Opportunity",
  labelPlural: "Opportunities",
  keyPrefix: "006",
  abilities: "cudQSL",
  fields: `
Id|Opportunity ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
AccountId|Account ID|reference||ncufsgap|to=Account|as=Account|children=Opportunities|cascade=1
IsPrivate|Private|boolean||cufsgdp
Name|Name|string|120|cufsgaNI
Description|Description|textarea|32000|ncup|info=plaintextarea
StageName|Stage|picklist|255|cufsga|values=Prospecting^Qualification^Needs Analysis^Value Proposition^Id. Decision Makers^Perception Analysis^Proposal/Price Quote^Negotiation/Review^Closed Won^Closed Lost
Amount|Amount|currency|18,2|ncufsap
Probability|Probability (%)|percent|3,0|ncufsadp
ExpectedRevenue|Expected Amount|currency|18,2|nfsap
TotalOpportunityQuantity|Quantity|double|18,2|ncufsap
CloseDate|Close Date|date||cufsga
Type|Opportunity Type|picklist|255|ncufsgap|values=Existing Customer - Upgrade^Existing Customer - Replacement^Existing Customer - Downgrade^New Customer
NextStep|Next Step|string|255|ncufsgap
LeadSource|Lead Source|picklist|255|ncufsgap|values=Web^Phone Inquiry^Partner Referral^Purchased List^Other
IsClosed|Closed|boolean||fsgd
IsWon|Won|boolean||fsgd
ForecastCategory|Forecast Category|picklist|40|fsgar|values=Omitted^Pipeline^BestCase~Best Case^MostLikely~Most Likely^Forecast~Commit^Closed
ForecastCategoryName|Forecast Category|picklist|255|ncufsgadr|values=Omitted^Pipeline^Best Case^Commit^Closed
CampaignId|Campaign ID|reference||ncufsgap|to=Campaign|as=Campaign|children=Opportunities
HasOpportunityLineItem|Has Line Item|boolean||fsgd
Pricebook2Id|Price Book ID|reference||ncufsgad|to=Pricebook2|as=Pricebook2|children=Opportunities
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastActivityDate|Last Activity|date||nfsga
LastStageChangeDate|Last Stage Change Date|datetime||nfsa
FiscalQuarter|Fiscal Quarter|int|8|nfsga|part=Fiscal
FiscalYear|Fiscal Year|int|8|nfsga|part=Fiscal
Fiscal|Fiscal Period|string|6|nfsga
ContactId|Contact ID|reference||ncfsga|to=Contact|children=Opportunities
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
HasOpenActivity|Has Open Activity|boolean||gd
HasOverdueTask|Has Overdue Task|boolean||gd
LastAmountChangedHistoryId|Opportunity History ID|reference||nfsga|to=OpportunityHistory|as=LastAmountChangedHistory
LastCloseDateChangedHistoryId|Opportunity History ID|reference||nfsga|to=OpportunityHistory|as=LastCloseDateChangedHistory
`,
};
