import type { ObjectFacts } from "../../store/object-facts.ts";

export const organization: ObjectFacts = {
  name: "Organization",
  label: "Organization",
  labelPlural: "Organizations",
  keyPrefix: "00D",
  abilities: "Q",
  fields: `
Id|Record ID|id||fsgadI
Name|Name|string|255|cufsgaN
Division|Division|string|255|ncufsga
Street|Street|textarea|255|ncufsga
City|City|string|255|ncufsga
State|State|string|255|ncufsga
PostalCode|Postal Code|string|255|ncufsga
Country|Country|string|255|ncufsga
Phone|Phone|phone|40|ncufsga
PrimaryContact|Primary Contact|string|255|ncufsga
DefaultLocaleSidKey|Default Locale Sid Key|string|255|cufsga
TimeZoneSidKey|Time Zone Sid Key|string|255|cufsga
LanguageLocaleKey|Language Locale Key|string|255|cufsga
FiscalYearStartMonth|Fiscal Year Start Month|int|9|ncufsga
UsesStartDateAsFiscalYearName|Fiscal Year Name by Start|boolean||cufsgd
SystemModstamp|System Modstamp|datetime||fsad
TrialExpirationDate|Trial Expiration Date|datetime||ncufsa
OrganizationType|Organization Type|picklist|40|ncufsga|values=Developer Edition^Enterprise Edition^Unlimited Edition
NamespacePrefix|Namespace Prefix|string|80|ncufsga
InstanceName|Instance Name|string|255|ncufsga
IsSandbox|Is Sandbox|boolean||cufsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
`,
};
