import type { ObjectFacts } from "../../store/object-facts.ts";

export const lead: ObjectFacts = {
  name: "Lead",
  label: "Lead",
  labelPlural: "Leads",
  keyPrefix: "00Q",
  abilities: "cudQSL",
  fields: `
Id|Lead ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
MasterRecordId|Master Record ID|reference||nfsga|to=Lead|as=MasterRecord
LastName|Last Name|string|80|cufsga|part=Name|info=personname
FirstName|First Name|string|40|ncufsga|part=Name|info=personname
Salutation|Salutation|picklist|40|ncufsga|part=Name|info=personname|values=Mr.^Ms.^Mrs.^Dr.^Prof.^Mx.
Name|Full Name|string|121|fsgaN|info=personname
Title|Title|string|128|ncufsgap
Company|Company|string|255|cufsga
Street|Street|textarea|255|ncufsgap|part=Address|info=plaintextarea
City|City|string|40|ncufsgap|part=Address
State|State/Province|string|80|ncufsgap|part=Address
PostalCode|Zip/Postal Code|string|20|ncufsgap|part=Address
Country|Country|string|80|ncufsgap|part=Address
Latitude|Latitude|double|18,15|ncufsap|part=Address
Longitude|Longitude|double|18,15|ncufsap|part=Address
GeocodeAccuracy|Geocode Accuracy|picklist|40|ncufsgarp|part=Address|values=Address^NearAddress^Block^Street^ExtendedZip^Zip^Neighborhood^City^County^State^Unknown
Address|Address|address||nfp
Phone|Phone|phone|40|ncufsgap
MobilePhone|Mobile Phone|phone|40|ncufsgap
Fax|Fax|phone|40|ncufsgap
Email|Email|email|80|ncufsgaIp
Website|Website|url|255|ncufsgap
PhotoUrl|Photo URL|url|255|nfsga|info=imageurl
Description|Description|textarea|32000|ncup|info=plaintextarea
LeadSource|Lead Source|picklist|255|ncufsgap|values=Web^Phone Inquiry^Partner Referral^Purchased List^Other
Status|Status|picklist|255|cufsgad|default=Open - Not Contacted|values=*Open - Not Contacted^Working - Contacted^Closed - Converted^Closed - Not Converted
Industry|Industry|picklist|255|ncufsgap|values=Agriculture^Apparel^Banking^Biotechnology^Chemicals^Communications^Construction^Consulting^Education^Electronics^Energy^Engineering^Entertainment^Environmental^Finance^Food & Beverage^Government^Healthcare^Hospitality^Insurance^Machinery^Manufacturing^Media^Not For Profit^Recreation^Retail^Shipping^Technology^Telecommunications^Transportation^Utilities^Other
Rating|Rating|picklist|255|ncufsgap|values=Hot^Warm^Cold
AnnualRevenue|Annual Revenue|currency|18,0|ncufsap
NumberOfEmployees|Employees|int|8|ncufsgap
OwnerId|Owner ID|reference||cufsgadw|to=Group/User|as=Owner
IsConverted|Converted|boolean||cfsgd
ConvertedDate|Converted Date|date||nfsga
ConvertedAccountId|Converted Account ID|reference||nfsga|to=Account|as=ConvertedAccount
ConvertedContactId|Converted Contact ID|reference||nfsga|to=Contact|as=ConvertedContact
ConvertedOpportunityId|Converted Opportunity ID|reference||nfsga|to=Opportunity|as=ConvertedOpportunity
IsUnreadByOwner|Unread By Owner|boolean||cufsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastActivityDate|Last Activity|date||nfsga
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
Jigsaw|Data.com Key|string|20|ncufsgap
JigsawContactId|Jigsaw Contact ID|string|20|nfsga|as=JigsawContact
CleanStatus|Clean Status|picklist|40|ncufsgarp|values=Matched~In Sync^Different^Acknowledged~Reviewed^NotFound~Not Found^Inactive^Pending~Not Compared^SelectMatch~Select Match^Skipped
CompanyDunsNumber|Company D-U-N-S Number|string|9|ncufsgap
DandbCompanyId|D&B Company ID|reference||ncufsgap|to=DandBCompany|as=DandbCompany
EmailBouncedReason|Email Bounced Reason|string|255|nufsga
EmailBouncedDate|Email Bounced Date|datetime||nufsa
IndividualId|Individual ID|reference||ncufsga|to=Individual|as=Individual
`,
};
