import type { ObjectFacts } from "../../store/object-facts.ts";

export const dashboard: ObjectFacts = {
  name: "Dashboard",
  label: "Dashboard",
  labelPlural: "Dashboards",
  keyPrefix: "01Z",
  abilities: "QS",
  fields: `
Id|Record ID|id||fsgadI
IsDeleted|Is Deleted|boolean||fsgd
FolderId|Folder ID|reference||cufsga|to=User|as=Folder
FolderName|Folder Name|string|255|ncufsga
Title|Title|string|128|cufsgaN
DeveloperName|Developer Name|string|80|cufsga
NamespacePrefix|Namespace Prefix|string|80|ncufsga
Description|Description|textarea|32000|ncu
LeftSize|Left Size|string|255|cufsga
MiddleSize|Middle Size|string|255|ncufsga
RightSize|Right Size|string|255|cufsga
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
RunningUserId|Running User ID|reference||cufsga|to=User|as=RunningUser
TitleColor|Title Color|int|9|cufsga
TitleSize|Title Size|int|9|cufsga
TextColor|Text Color|int|9|cufsga
BackgroundStart|Background Start|int|9|cufsga
BackgroundEnd|Background End|int|9|cufsga
BackgroundDirection|Background Direction|string|255|cufsga
Type|Type|string|255|cufsgad
LastViewedDate|Last Viewed Date|datetime||nfsa
LastReferencedDate|Last Referenced Date|datetime||nfsa
DashboardResultRefreshedDate|Dashboard Result Refreshed Date|string|255|ncufsga
DashboardResultRunningUser|Dashboard Result Running User|string|255|ncufsga
ColorPalette|Color Palette|string|255|ncufsga
ChartTheme|Chart Theme|string|255|ncufsga
`,
};
