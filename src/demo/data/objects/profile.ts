import type { ObjectFacts } from "../../store/object-facts.ts";

export const profile: ObjectFacts = {
  name: "Profile",
  label: "Profile",
  labelPlural: "Profiles",
  keyPrefix: "00e",
  abilities: "Q",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
UserLicenseId|User License ID|reference||cufsga|to=UserLicense|as=UserLicense
UserType|User Type|string|255|nfsga
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
Description|Description|textarea|32000|ncu
`,
};
