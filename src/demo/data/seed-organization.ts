import { approvalProcess } from "../actions/approvals.ts";
import { assignmentRules } from "../rows/assignment.ts";
import {
  dashboardIds,
  demoUser,
  demoUserId,
  fewRightsUserId,
  folderIds,
  organizationId,
  profileId,
  recordTypeIds,
  reportIds,
} from "../store/fixed-ids.ts";
import { dayMilliseconds, type Seeder, type Values } from "./seeder.ts";

export function seedOrganization(seeder: Seeder): void {
  seeder.add("Organization", {
    Id: organizationId,
    Name: "Demo Org (fictional)",
    Country: "US",
    TimeZoneSidKey: "America/Los_Angeles",
    DefaultLocaleSidKey: "en_US",
    LanguageLocaleKey: "en_US",
    FiscalYearStartMonth: 1,
    OrganizationType: "Developer Edition",
    InstanceName: "DEMO1",
    IsSandbox: 0,
  });
  seeder.add("Profile", { Id: profileId, Name: "System Administrator", UserType: "Standard" });
  const standard = seeder.add("Profile", { Name: "Standard User", UserType: "Standard" });
  const ceo = seeder.add("UserRole", { Name: "CEO", DeveloperName: "CEO" });
  const sales = seeder.add("UserRole", { Name: "VP Sales", DeveloperName: "VP_Sales", ParentRoleId: ceo });
  const west = seeder.add("UserRole", {
    Name: "Sales West",
    DeveloperName: "Sales_West",
    ParentRoleId: sales,
  });
  const east = seeder.add("UserRole", {
    Name: "Sales East",
    DeveloperName: "Sales_East",
    ParentRoleId: sales,
  });
  seedUsers(seeder, standard, { ceo, sales, west, east });
  seeder.add("Group", { Name: "Support Queue", DeveloperName: "Support_Queue", Type: "Queue" });
  seeder.add("Group", { Name: "Lead Queue", DeveloperName: "Lead_Queue", Type: "Queue" });
  for (const { id, name, object, active } of assignmentRules)
    seeder.add("AssignmentRule", { Id: id, Name: name, SobjectType: object, Active: Number(active) });
  seedLeadStatuses(seeder);
  const { id, name: Name, developerName: DeveloperName, object: TableEnumOrId } = approvalProcess;
  seeder.add("ProcessDefinition", { Id: id, Name, DeveloperName, Type: "Approval", TableEnumOrId });
  for (const [developerName, id] of [
    ["Customer", recordTypeIds.customer],
    ["Partner", recordTypeIds.partner],
  ] as const)
    seeder.add("RecordType", {
      Id: id,
      Name: developerName,
      DeveloperName: developerName,
      SobjectType: "Account",
      IsActive: 1,
    });
}

function seedLeadStatuses(seeder: Seeder): void {
  const values = seeder.org.schema.object("Lead")?.field("Status")?.picklistValues ?? [];
  for (const [index, { value, label, defaultValue }] of values.entries())
    seeder.add("LeadStatus", {
      MasterLabel: label,
      ApiName: value,
      SortOrder: index + 1,
      IsDefault: Number(defaultValue),
      IsConverted: Number(value === "Closed - Converted"),
    });
}

/** The demo user, who is the administrator, four who report to her, one who left, and one who may hardly see anything. */
function seedUsers(
  seeder: Seeder,
  standard: string,
  { ceo, sales, west, east }: Record<"ceo" | "sales" | "west" | "east", string>,
): void {
  const user = (values: Values) =>
    seeder.add("User", {
      IsActive: 1,
      TimeZoneSidKey: "America/Los_Angeles",
      LocaleSidKey: "en_US",
      LanguageLocaleKey: "en_US",
      EmailEncodingKey: "UTF-8",
      UserType: "Standard",
      ProfileId: standard,
      ...values,
    });
  const person = (first: string, last: string, role: string, manager?: string, more: Values = {}) =>
    user({
      FirstName: first,
      LastName: last,
      Username: `${first}.${last}@demo.example`.toLowerCase(),
      Email: `${first}.${last}@demo.example`.toLowerCase(),
      Alias: first.slice(0, 4).toLowerCase() + last.slice(0, 4).toLowerCase(),
      CommunityNickname: first,
      UserRoleId: role,
      ManagerId: manager,
      ...more,
    });
  user({
    Id: demoUserId,
    FirstName: "Dana",
    LastName: "Demo",
    Username: demoUser.username,
    Email: "dana@demo.example",
    Alias: "ddemo",
    CommunityNickname: "dana",
    ProfileId: profileId,
    UserRoleId: ceo,
  });
  const head = person("Morgan", "Reyes", sales, demoUserId);
  seeder.users.push(
    demoUserId,
    head,
    person("Alex", "Hartmann", west, head),
    person("Sam", "Okafor", west, head),
    person("Jamie", "Laurent", east, head),
  );
  person("Robin", "Castell", west, head, { IsActive: 0 });
  person("Lee", "Limited", east, head, { Id: fewRightsUserId });
}

export function seedAnalytics(seeder: Seeder): void {
  const folder = (Id: string, Name: string, Type: string) =>
    seeder.add("Folder", { Id, Name, DeveloperName: Name.replaceAll(" ", "_"), Type, AccessType: "Public" });
  folder(folderIds.sales, "Sales Reports", "Report");
  folder(folderIds.service, "Service Reports", "Report");
  folder(folderIds.dashboards, "Company Dashboards", "Dashboard");
  folder(folderIds.documents, "Shared Documents", "Document");
  const report = (Id: string, Name: string, Format: string, FolderName: string) =>
    seeder.add("Report", {
      Id,
      Name,
      DeveloperName: Name.replaceAll(" ", "_"),
      Format,
      FolderName,
      OwnerId: demoUserId,
      LastRunDate: seeder.org.now() - dayMilliseconds,
    });
  report(reportIds.contactDirectory, "Contact Directory", "Tabular", "Sales Reports");
  report(reportIds.allActivities, "All Activities", "Tabular", "Sales Reports");
  report(reportIds.pipelineByStage, "Open Pipeline by Stage", "Summary", "Sales Reports");
  report(reportIds.wonByIndustryAndQuarter, "Won Amount by Industry and Quarter", "Matrix", "Sales Reports");
  report(reportIds.urgentCases, "Urgent Cases", "Summary", "Service Reports");
  report(reportIds.winRateByLeadSource, "Win Rate by Lead Source", "Summary", "Sales Reports");
  const dashboard = (Id: string, Title: string) =>
    seeder.add("Dashboard", {
      Id,
      Title,
      DeveloperName: Title.replaceAll(" ", "_"),
      FolderId: folderIds.dashboards,
      FolderName: "Company Dashboards",
    });
  dashboard(dashboardIds.sales, "Sales Overview");
  dashboard(dashboardIds.service, "Service Desk");
}

const viewed = ["Account", "Contact", "Lead", "Opportunity", "Case", "Project__c"];

/** Of each object that people look at all records, and their own. */
export function seedListViews(seeder: Seeder): void {
  for (const name of viewed) {
    const plural = seeder.org.schema.object(name)?.labelPlural ?? name;
    for (const which of ["All", "My"])
      seeder.add("ListView", {
        Name: `${which} ${plural}`,
        DeveloperName: `${which}${plural}`,
        SobjectType: name,
        IsSoqlCompatible: 1,
      });
  }
}

/** The code behind the org's own action and its REST resource. */
export function seedCode(seeder: Seeder): void {
  const code = (Name: string, Body: string) =>
    seeder.add("ApexClass", {
      Name,
      ApiVersion: 66,
      Status: "Active",
      IsValid: 1,
      Body,
      LengthWithoutComments: Body.length,
    });
  code("ApplyDiscount", "public with sharing class ApplyDiscount {}");
  code(
    "ProjectService",
    "@RestResource(urlMapping='/projects/*')\nglobal with sharing class ProjectService {}",
  );
}
