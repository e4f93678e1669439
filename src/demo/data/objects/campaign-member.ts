import type { ObjectFacts } from "../../store/object-facts.ts";

export const campaignMember: ObjectFacts = {
  name: "CampaignMember",
  label: "Campaign Member",
  labelPlural: "Campaign Members",
  keyPrefix: "00v",
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
IsDeleted|Is Deleted|boolean||fsgd
CampaignId|Campaign ID|reference||cfsga|to=Campaign|as=Campaign|children=CampaignMembers|cascade=1
LeadId|Lead ID|reference||ncfsga|to=Lead|as=Lead|children=CampaignMembers|cascade=1
ContactId|Contact ID|reference||ncfsga|to=Contact|as=Contact|children=CampaignMembers|cascade=1
Status|Status|picklist|40|ncufsgad|values=*Sent^Responded
HasResponded|Has Responded|boolean||fsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
FirstRespondedDate|First Responded Date|date||nfsga
Salutation|Salutation|string|255|nfsga
Name|Name|string|255|nfsgaN
FirstName|First Name|string|255|nfsga
LastName|Last Name|string|255|nfsga
Title|Title|string|128|nfsga
Street|Street|textarea|255|nfsga
City|City|string|255|nfsga
State|State|string|255|nfsga
PostalCode|Postal Code|string|255|nfsga
Country|Country|string|255|nfsga
Email|Email|email|128|nfsga
Phone|Phone|phone|40|nfsga
Fax|Fax|phone|40|nfsga
MobilePhone|Mobile Phone|phone|40|nfsga
Description|Description|textarea|32000|n
DoNotCall|Do Not Call|boolean||fsgd
HasOptedOutOfEmail|Has Opted Out Of Email|boolean||fsgd
HasOptedOutOfFax|Has Opted Out Of Fax|boolean||fsgd
LeadSource|Lead Source|string|255|nfsga
CompanyOrAccount|Company Or Account|string|255|nfsga
Type|Type|string|255|nfsga
LeadOrContactId|Lead Or Contact ID|reference||nfsga|to=Contact/Lead|as=LeadOrContact
LeadOrContactOwnerId|Lead Or Contact Owner ID|reference||nfsga|to=User|as=LeadOrContactOwner
`,
};
