import type { ObjectFacts } from "../../store/object-facts.ts";

/** A post in Chatter, on a record or a user. */
export const feedItem: ObjectFacts = {
  name: "FeedItem",
  label: "Feed Item",
  labelPlural: "Feed Items",
  keyPrefix: "0D5",
  abilities: "cudQ",
  fields: `
Id|Feed Item ID|id||fsgadI
ParentId|Parent ID|reference||cfsgaw|to=Account/Campaign/Case/Contact/Event/Lead/Opportunity/Product2/Project__c/Task/User|as=Parent|children=Feeds|cascade=1
Type|Feed Item Type|picklist|40|ncfsgadr|values=*TextPost^LinkPost^ContentPost^TrackedChange
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created Date|datetime||fsad
IsDeleted|Deleted|boolean||fsgd
LastModifiedDate|Last Modified Date|datetime||fsad
SystemModstamp|System Modstamp|datetime||fsad
Title|Title|string|255|ncufsga
Body|Body|textarea|10000|ncu
LinkUrl|Link Url|url|1000|ncfsga
IsRichText|Is Rich Text|boolean||cfsgd
CommentCount|Comment Count|int|9|fsgad
LikeCount|Like Count|int|9|fsgad
`,
};
