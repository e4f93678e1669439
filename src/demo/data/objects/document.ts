import type { ObjectFacts } from "../../store/object-facts.ts";

/** A file of the older kind, in a folder. */
export const document: ObjectFacts = {
  name: "Document",
  label: "Document",
  labelPlural: "Documents",
  keyPrefix: "015",
  abilities: "cudQSL",
  fields: `
Id|Document ID|id||fsgadI
FolderId|Folder ID|reference||cufsga|to=Folder/User|as=Folder
IsDeleted|Deleted|boolean||fsgd
Name|Document Name|string|255|cufsgaNI
DeveloperName|Document Unique Name|string|80|ncufsga
NamespacePrefix|Namespace Prefix|string|15|nfsga
ContentType|MIME Type|string|120|ncufsga
Type|File Extension|string|40|ncufsga
IsPublic|Externally Available|boolean||cufsgd
BodyLength|Body Length|int|9|fsgad
Body|Body|base64||ncu
Url|Url|url|1000|ncufsga
Description|Description|string|255|ncufsga
Keywords|Keywords|string|255|ncufsga
IsInternalUseOnly|Internal Use Only|boolean||cufsgd
AuthorId|Author ID|reference||cufsgad|to=User|as=Author
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
IsBodySearchable|Document Content Searchable|boolean||fsgd
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
`,
};
