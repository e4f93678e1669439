import type { ObjectFacts } from "../../store/object-facts.ts";

/** Where a file is shared: with a record, a user or a group. */
export const contentDocumentLink: ObjectFacts = {
  name: "ContentDocumentLink",
  label: "Content Document Link",
  labelPlural: "Content Document Links",
  keyPrefix: "06A",
  abilities: "cudQ",
  fields: `
Id|ContentDocumentLink ID|id||fsgadI
LinkedEntityId|Linked Entity ID|reference||cfsgaw|to=Account/Campaign/Case/Contact/Event/Lead/Opportunity/Organization/Product2/Project__c/Task/User|as=LinkedEntity|children=ContentDocumentLinks|cascade=1
ContentDocumentId|ContentDocument ID|reference||cfsga|to=ContentDocument|as=ContentDocument|children=ContentDocumentLinks|cascade=1
IsDeleted|Is Deleted|boolean||fsgd
SystemModstamp|System Modstamp|datetime||fsad
ShareType|Share Type|picklist|40|cufsgadr|values=*V~Viewer^C~Collaborator^I~Inferred
Visibility|Visibility|picklist|40|cufsgadr|values=*AllUsers~All Users^InternalUsers~Standard Users^SharedUsers~Shared Users
`,
};
