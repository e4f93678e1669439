import type { ObjectFacts } from "../../store/object-facts.ts";

export const contentVersion: ObjectFacts = {
  name: "ContentVersion",
  label: "Content Version",
  labelPlural: "Content Versions",
  keyPrefix: "068",
  abilities: "cuBQSL",
  fields: `
Id|Record ID|id||fsgadI
ContentDocumentId|Content Document ID|reference||cfsgad|to=ContentDocument|as=ContentDocument|children=ContentVersions|cascade=1
IsLatest|Is Latest|boolean||fsgd
ContentUrl|Content Url|string|255|nfsga
VersionNumber|Version Number|string|255|nfsga
Title|Title|string|255|cufsgadN
Description|Description|textarea|32000|ncu
PathOnClient|Path On Client|string|255|ncufsga
RatingCount|Rating Count|int|9|nfsga
IsDeleted|Is Deleted|boolean||fsgd
ContentModifiedDate|Content Modified Date|datetime||ncufsa
OwnerId|Owner ID|reference||cufsgad|to=User|as=Owner
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
LastModifiedDate|Last Modified Date|datetime||fsad
SystemModstamp|System Modstamp|datetime||fsad
FileType|File Type|string|255|fsga
PublishStatus|Publish Status|string|255|fsga
VersionData|Version Data|base64||ncu
ContentSize|Content Size|int|9|nfsga
FileExtension|File Extension|string|255|nfsga
Checksum|Checksum|string|50|nfsga
FirstPublishLocationId|First Publish Location ID|reference||ncfsga|to=Account/Campaign/Case/Contact/Event/Lead/Opportunity/Product2/Project__c/Task/User|as=FirstPublishLocation
`,
};
