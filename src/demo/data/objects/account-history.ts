import type { ObjectFacts } from "../../store/object-facts.ts";

/** What changed in tracked fields of an account, and who changed it. */
export const accountHistory: ObjectFacts = {
  name: "AccountHistory",
  label: "Account History",
  labelPlural: "Account History",
  keyPrefix: "017",
  abilities: "Q",
  fields: `
Id|Account History ID|id||fsgadI
IsDeleted|Deleted|boolean||fsgd
AccountId|Account ID|reference||fsga|to=Account|as=Account|children=Histories|cascade=1
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
CreatedDate|Created Date|datetime||fsad
Field|Changed Field|picklist|255|fsgar
DataType|Datatype|picklist|40|nfsgar
OldValue|Old Value|anyType|255|n
NewValue|New Value|anyType|255|n
`,
};
