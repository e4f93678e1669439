import type { ObjectFacts } from "../../store/object-facts.ts";

export const contact: ObjectFacts = {
  name: "Contact",
  label: "Contact",
  labelPlural: "Contacts",
  keyPrefix: "003",
  abilities: "cudQSL",
  fields: `
Id|Contact ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
MasterRecordId|Master Record ID|reference||nfsga|to=Contact|as=MasterRecord
AccountId|Account ID|reference||ncufsgap|to=Account|as=Account|children=Contacts|cascade=1
LastName|Last Name|string|80|cufsga|part=Name|info=personname
FirstName|First Name|string|40|ncufsga|part=Name|info=personname
Salutation|Salutation|picklist|40|ncufsga|part=Name|info=personname|values=Mr.^Ms.^Mrs.^Dr.^Prof.
Name|Full Name|string|121|fsgaN|info=personname
OtherStreet|Other Street|textarea|255|ncufsgap|part=OtherAddress|info=plaintextarea
OtherCity|Other City|string|40|ncufsgap|part=OtherAddress
OtherState|Other State/Province|string|80|ncufsgap|part=OtherAddress
OtherPostalCode|Other Zip/Postal Code|string|20|ncufsgap|part=OtherAddress
OtherCountry|Other Country|string|80|ncufsgap|part=OtherAddress
OtherLatitude|Other Latitude|double|18,15|ncufsap|part=OtherAddress
OtherLongitude|Other Longitude|double|18,15|ncufsap|part=OtherAddress
OtherGeocodeAccuracy|Other Geocode Accuracy|picklist|40|ncufsgarp|part=OtherAddress|values=Address^NearAddress^Block^Street^ExtendedZip^Zip^Neighborhood^City^County^State^Unknown
OtherAddress|Other Address|address||nfp
MailingStreet|Mailing Street|textarea|255|ncufsgap|part=MailingAddress|info=plaintextarea
MailingCity|Mailing City|string|40|ncufsgap|part=MailingAddress
MailingState|Mailing State/Province|string|80|ncufsgap|part=MailingAddress
MailingPostalCode|Mailing Zip/Postal Code|string|20|ncufsgap|part=MailingAddress
MailingCountry|Mailing Country|string|80|ncufsgap|part=MailingAddress
MailingLatitude|Mailing Latitude|double|18,15|ncufsap|part=MailingAddress
MailingLongitude|Mailing Longitude|double|18,15|ncufsap|part=MailingAddress
MailingGeocodeAccuracy|Mailing Geocode Accuracy|picklist|40|ncufsgarp|part=MailingAddress|values=Address^NearAddress^Block^Street^ExtendedZip^Zip^Neighborhood^City^County^State^Unknown
MailingAddress|Mailing Address|address||nfp
Phone|Business Phone|phone|40|ncufsgap
Fax|Business Fax|phone|40|ncufsgap
MobilePhone|Mobile Phone|phone|40|ncufsgap
HomePhone|Home Phone|phone|40|ncufsgap
OtherPhone|Other Phone|phone|40|ncufsgap
AssistantPhone|Asst. Phone|phone|40|ncufsgap
ReportsToId|Reports To ID|reference||ncufsgap|to=Contact|as=ReportsTo
Email|Email|email|80|ncufsgaIp
Title|Title|string|128|ncufsgap
Department|Department|string|80|ncufsgap
AssistantName|Assistant's Name|string|40|ncufsgap
LeadSource|Lead Source|picklist|255|ncufsgap|values=Web^Phone Inquiry^Partner Referral^Purchased List^Other
Birthdate|Birthdate|date||ncufsgap
Description|Contact Description|textarea|32000|ncup|info=plaintextarea
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastActivityDate|Last Activity|date||nfsga
LastCURequestDate|Last Stay-in-Touch Request Date|datetime||nfsa
LastCUUpdateDate|Last Stay-in-Touch Save Date|datetime||nfsa
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
EmailBouncedReason|Email Bounced Reason|string|255|ncufsga
EmailBouncedDate|Email Bounced Date|datetime||ncufsa
IsEmailBounced|Is Email Bounced|boolean||fsgd
PhotoUrl|Photo URL|url|255|nfsga|info=imageurl
Jigsaw|Data.com Key|string|20|ncufsgap
JigsawContactId|Jigsaw Contact ID|string|20|nfsga|as=JigsawContact
CleanStatus|Clean Status|picklist|40|ncufsgarp|values=Matched~In Sync^Different^Acknowledged~Reviewed^NotFound~Not Found^Inactive^Pending~Not Compared^SelectMatch~Select Match^Skipped
IndividualId|Individual ID|reference||ncufsga|to=Individual|as=Individual
`,
};
