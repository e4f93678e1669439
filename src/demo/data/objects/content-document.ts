import type { ObjectFacts } from "../../store/object-facts.ts";

/** A file as people see it; its versions make it and change it. */
export const contentDocument: ObjectFacts = {
  name: "ContentDocument",
  label: "Content Document",
  labelPlural: "Content Documents",
  keyPrefix: "069",
  abilities: "udQSL",
  fields: `
Id|ContentDocument ID|id||fsgadI
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
LastModifiedDate|Last Modified Date|datetime||fsad
IsArchived|Is Archived|boolean||fsgd
ArchivedDate|Archived Date|date||nfsga
IsDeleted|Is Deleted|boolean||fsgd
OwnerId|Owner ID|reference||ufsgad|to=User|as=Owner
SystemModstamp|System Modstamp|datetime||fsad
Title|Title|string|255|ufsgaN
PublishStatus|Publish Status|picklist|40|fsgadr|values=*P~Public^R~Personal Library^U~Upload Interrupted
LatestPublishedVersionId|Latest Published Version ID|reference||nfsga|to=ContentVersion|as=LatestPublishedVersion
ParentId|Parent ID|reference||nufsga|to=ContentWorkspace|as=Parent
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
Description|Description|textarea|1000|nu
ContentSize|Size|int|9|nfsga
FileType|File Type|string|20|nfsga
FileExtension|File Extension|string|40|nfsga
SharingOption|Prevent others from sharing and unsharing|picklist|40|nufsgadr|values=*A~Allowed^R~Restricted
SharingPrivacy|File Privacy on Records|picklist|40|nufsgadr|values=*N~Visible to Anyone With Record Access^P~Private on Records
ContentModifiedDate|Content Modified Date|datetime||nfsa
`,
};
