import type { ObjectFacts } from "../../store/object-facts.ts";

export const account: ObjectFacts = {
  name: "Account",
  label: "Account",
  labelPlural: "Accounts",
  keyPrefix: "001",
  abilities: "cudQSL",
  fields: `
Id|Account ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
MasterRecordId|Master Record ID|reference||nfsga|to=Account|as=MasterRecord
Name|Account Name|string|255|cufsgaN|part=Name|info=switchablepersonname
Type|Account Type|picklist|40|ncufsgap|values=Prospect^Customer - Direct^Customer - Channel^Channel Partner / Reseller^Installation Partner^Technology Partner^Other
RecordTypeId|Record Type ID|reference||ncufsga|to=RecordType|as=RecordType
ParentId|Parent Account ID|reference||ncufsgap|to=Account|as=Parent|children=ChildAccounts
BillingStreet|Billing Street|textarea|255|ncufsgap|part=BillingAddress|info=plaintextarea
BillingCity|Billing City|string|40|ncufsgap|part=BillingAddress
BillingState|Billing State/Province|string|80|ncufsgap|part=BillingAddress
BillingPostalCode|Billing Zip/Postal Code|string|20|ncufsgap|part=BillingAddress
BillingCountry|Billing Country|string|80|ncufsgap|part=BillingAddress
BillingLatitude|Billing Latitude|double|18,15|ncufsap|part=BillingAddress
BillingLongitude|Billing Longitude|double|18,15|ncufsap|part=BillingAddress
BillingGeocodeAccuracy|Billing Geocode Accuracy|picklist|40|ncufsgarp|part=BillingAddress|values=Address^NearAddress^Block^Street^ExtendedZip^Zip^Neighborhood^City^County^State^Unknown
BillingAddress|Billing Address|address||nfp
ShippingStreet|Shipping Street|textarea|255|ncufsgap|part=ShippingAddress|info=plaintextarea
ShippingCity|Shipping City|string|40|ncufsgap|part=ShippingAddress
ShippingState|Shipping State/Province|string|80|ncufsgap|part=ShippingAddress
ShippingPostalCode|Shipping Zip/Postal Code|string|20|ncufsgap|part=ShippingAddress
ShippingCountry|Shipping Country|string|80|ncufsgap|part=ShippingAddress
ShippingLatitude|Shipping Latitude|double|18,15|ncufsap|part=ShippingAddress
ShippingLongitude|Shipping Longitude|double|18,15|ncufsap|part=ShippingAddress
ShippingGeocodeAccuracy|Shipping Geocode Accuracy|picklist|40|ncufsgarp|part=ShippingAddress|values=Address^NearAddress^Block^Street^ExtendedZip^Zip^Neighborhood^City^County^State^Unknown
ShippingAddress|Shipping Address|address||nfp
Phone|Account Phone|phone|40|ncufsgap
Fax|Account Fax|phone|40|ncufsgap
AccountNumber|Account Number|string|40|ncufsgap
Website|Website|url|255|ncufsgap
PhotoUrl|Photo URL|url|255|nfsga|info=imageurl
Sic|SIC Code|string|20|ncufsgap
Industry|Industry|picklist|40|ncufsgap|values=Agriculture^Apparel^Banking^Biotechnology^Chemicals^Communications^Construction^Consulting^Education^Electronics^Energy^Engineering^Entertainment^Environmental^Finance^Food & Beverage^Government^Healthcare^Hospitality^Insurance^Machinery^Manufacturing^Media^Not For Profit^Recreation^Retail^Shipping^Technology^Telecommunications^Transportation^Utilities^Other
AnnualRevenue|Annual Revenue|currency|18,0|ncufsap
NumberOfEmployees|Employees|int|8|ncufsgap
Ownership|Ownership|picklist|40|ncufsgap|values=Public^Private^Subsidiary^Other
TickerSymbol|Ticker Symbol|string|20|ncufsgap
Description|Account Description|textarea|32000|ncup|info=plaintextarea
Rating|Account Rating|picklist|40|ncufsgap|values=Hot^Warm^Cold
Site|Account Site|string|80|ncufsgap
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastActivityDate|Last Activity|date||nfsga
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
IsPartner|Partner Account|boolean||ufsgd
IsCustomerPortal|Customer Portal Account|boolean||ufsgd
ChannelProgramName|Channel Program Name|string|255|nga
ChannelProgramLevelName|Channel Program Level Name|string|255|nga
Jigsaw|Data.com Key|string|20|ncufsgap
JigsawCompanyId|Jigsaw Company ID|string|20|nfsga|as=JigsawCompany
CleanStatus|Clean Status|picklist|40|ncufsgarp|values=Matched~In Sync^Different^Acknowledged~Reviewed^NotFound~Not Found^Inactive^Pending~Not Compared^SelectMatch~Select Match^Skipped
AccountSource|Account Source|picklist|40|ncufsgap|values=Web^Phone Inquiry^Partner Referral^Purchased List^Other
DunsNumber|D-U-N-S Number|string|9|ncufsgap
Tradestyle|Tradestyle|string|255|ncufsgap
NaicsCode|NAICS Code|string|8|ncufsgap
NaicsDesc|NAICS Description|string|120|ncufsgap
YearStarted|Year Started|string|4|ncufsgap
SicDesc|SIC Description|string|80|ncufsgap
DandbCompanyId|D&B Company ID|reference||ncufsgap|to=DandBCompany|as=DandbCompany
OperatingHoursId|Operating Hour ID|reference||ncufsgap|to=OperatingHours|as=OperatingHours
`,
};
