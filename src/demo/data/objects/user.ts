import type { ObjectFacts } from "../../store/object-facts.ts";

export const user: ObjectFacts = {
  name: "User",
  label: "User",
  labelPlural: "Users",
  keyPrefix: "005",
  abilities: "cuQSL",
  fields: `
Id|Record ID|id||fsgadI
Username|Username|string|80|cufsgaIq
LastName|Last Name|string|255|cufsga
FirstName|First Name|string|255|ncufsga
Name|Name|string|255|fsgaN
CompanyName|Company Name|string|255|ncufsga
Division|Division|string|255|ncufsga
Department|Department|string|255|ncufsga
Title|Title|string|128|ncufsga
Street|Street|textarea|255|ncufsga
City|City|string|255|ncufsga
State|State|string|255|ncufsga
PostalCode|Postal Code|string|255|ncufsga
Country|Country|string|255|ncufsga
Email|Email|email|128|cufsga
Phone|Phone|phone|40|ncufsga
Fax|Fax|phone|40|ncufsga
MobilePhone|Mobile Phone|phone|40|ncufsga
Alias|Alias|string|80|cufsga
CommunityNickname|Community Nickname|string|255|cufsga
IsActive|Is Active|boolean||cufsgd
TimeZoneSidKey|Time Zone Sid Key|picklist|40|cufsga|values=America/Los_Angeles^America/New_York^Europe/London^Europe/Berlin^Asia/Tokyo
UserRoleId|User Role ID|reference||ncufsga|to=UserRole|as=UserRole|children=Users
LocaleSidKey|Locale Sid Key|picklist|40|cufsgad|values=*en_US^en_GB^de_DE^fr_FR
EmailEncodingKey|Email Encoding Key|picklist|40|cufsgad|values=*UTF-8~Unicode (UTF-8)^ISO-8859-1~General US & Western Europe (ISO-8859-1, ISO-LATIN-1)
ProfileId|Profile ID|reference||cufsga|to=Profile|as=Profile|children=Users
UserType|User Type|picklist|40|nfsgadr|values=*Standard^PowerPartner^CSPLitePortal^CustomerSuccess^PowerCustomerSuccess^CsnOnly^Guest
LanguageLocaleKey|Language Locale Key|picklist|40|cufsgad|values=*en_US^de^fr
EmployeeNumber|Employee Number|string|255|ncufsga
ManagerId|Manager ID|reference||ncufsga|to=User|as=Manager|children=ManagedUsers
LastLoginDate|Last Login Date|datetime||nfsa
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
ContactId|Contact ID|reference||ncufsga|to=Contact|as=Contact|children=Users|restrict=1
AccountId|Account ID|reference||ncufsga|to=Account|as=Account|children=Users
FederationIdentifier|Federation Identifier|string|255|ncufsga
AboutMe|About Me|textarea|32000|ncu
`,
};
