import type { ObjectFacts } from "../../store/object-facts.ts";

/** The demo org's custom object, with one field of nearly every kind. */
export const project: ObjectFacts = {
  name: "Project__c",
  label: "Project",
  labelPlural: "Projects",
  keyPrefix: "a00",
  custom: true,
  abilities: "cudQSL",
  fields: `
Id|Record ID|id||fsgadI
OwnerId|Owner ID|reference||cufsgadw|to=Group/User|as=Owner
IsDeleted|Deleted|boolean||fsgd
Name|Project Name|string|80|cufsgadNI
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
LastActivityDate|Last Activity Date|date||nfsga
External_Id__c|External Id|string|40|ncufsgapIxq
Number__c|Project Number|string|30|nfsgaAd
Account__c|Account|reference||ncufsgap|to=Account|as=Account__r|children=Projects__r
Status__c|Status|picklist|255|cufsgadpr|values=*Planned^Active^On Hold^Done
Start_Date__c|Start Date|date||cufsga
End_Date__c|End Date|date||ncufsgap
Kickoff__c|Kickoff|datetime||ncufsap
Daily_Standup__c|Daily Standup|time||ncufsgap
Budget__c|Budget|currency|16,2|ncufsap
Progress__c|Progress|percent|5,2|ncufsap
Team_Size__c|Team Size|double|4,0|ncufsap
Skills__c|Skills|multipicklist|4099|ncufp|values=Design^Development^Testing^Training
Billable__c|Billable|boolean||cufsgdp|default=True
Contact_Email__c|Contact Email|email|80|ncufsgap
Website__c|Website|url|255|ncufsgap
Notes__c|Notes|textarea|32768|ncup
Site__Latitude__s|Site (Latitude)|double|18,15|ncufsap|part=Site__c
Site__Longitude__s|Site (Longitude)|double|18,15|ncufsap|part=Site__c
Site__c|Site|location||nfp
`,
};
