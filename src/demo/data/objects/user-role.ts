import type { ObjectFacts } from "../../store/object-facts.ts";

export const userRole: ObjectFacts = {
  name: "UserRole",
  label: "Role",
  labelPlural: "Roles",
  keyPrefix: "00E",
  abilities: "cudQ",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
ParentRoleId|Parent Role ID|reference||ncufsga|to=UserRole|as=ParentRole
RollupDescription|Rollup Description|string|255|ncufsga
OpportunityAccessForAccountOwner|Opportunity Access For Account Owner|string|255|cufsga
CaseAccessForAccountOwner|Case Access For Account Owner|string|255|ncufsga
ContactAccessForAccountOwner|Contact Access For Account Owner|string|255|ncufsga
ForecastUserId|Forecast User ID|string|255|ncufsga
MayForecastManagerShare|May Forecast Manager Share|boolean||cufsgd
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
DeveloperName|Developer Name|string|80|ncufsga
PortalAccountId|Portal Account ID|reference||nfsga|to=Account|as=PortalAccount
PortalType|Portal Type|string|255|ncufsga
PortalRole|Portal Role|string|255|ncufsga
PortalAccountOwnerId|Portal Account Owner ID|string|255|ncufsga
`,
};
