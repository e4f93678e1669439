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
CampaignId|Campaign ID|reference||cufsga|to=Campaign|as=Campaign|children=CampaignMembers|cascade=1
LeadId|Lead ID|reference||ncufsga|to=Lead|as=Lead|children=CampaignMembers|cascade=1
ContactId|Contact ID|reference||ncufsga|to=Contact|as=Contact|children=CampaignMembers|cascade=1
Status|Status|picklist|40|ncufsgad|values=*Sent^Responded
HasResponded|Has Responded|boolean||fsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
FirstRespondedDate|First Responded Date|date||nfsga
Salutation|Salutation|string|255|ncufsga
Name|Name|string|255|ncufsgaN
FirstName|First Name|string|255|ncufsga
LastName|Last Name|string|255|ncufsga
Title|Title|string|128|ncufsga
Street|Street|textarea|255|ncufsga
City|City|string|255|ncufsga
State|State|string|255|ncufsga
PostalCode|Postal Code|string|255|ncufsga
Country|Country|string|255|ncufsga
Email|Email|email|128|ncufsga
Phone|Phone|phone|40|ncufsga
Fax|Fax|phone|40|ncufsga
MobilePhone|Mobile Phone|phone|40|ncufsga
Description|Description|textarea|32000|ncu
DoNotCall|Do Not Call|boolean||cufsgd
HasOptedOutOfEmail|Has Opted Out Of Email|boolean||cufsgd
HasOptedOutOfFax|Has Opted Out Of Fax|boolean||cufsgd
LeadSource|Lead Source|string|255|ncufsga
CompanyOrAccount|Company Or Account|string|255|ncufsga
Type|Type|string|255|ncufsga
LeadOrContactId|Lead Or Contact ID|reference||nfsga|to=Contact/Lead|as=LeadOrContact
LeadOrContactOwnerId|Lead Or Contact Owner ID|reference||nfsga|to=User|as=LeadOrContactOwner
`,
};
