import { counts, plannedTask } from "./activity-plan.ts";
import { chartPng, pdfOf } from "./sample-files.ts";
import { dayMilliseconds, type Seeder, type Values } from "./seeder.ts";
import { caseSubjects, taskSubjects } from "./words.ts";

export function seedService(
  seeder: Seeder,
  accounts: readonly string[],
  contacts: readonly string[],
): string[] {
  return Array.from({ length: counts.cases }, (_, index) => {
    const Subject = seeder.pick(caseSubjects);
    const Status = seeder.pick(["New", "Working", "Escalated", "Closed"]);
    return seeder.add(
      "Case",
      {
        AccountId: accounts[(index * 3) % accounts.length],
        ContactId: contacts[index % contacts.length],
        Subject,
        Status,
        ClosedDate: Status === "Closed" ? seeder.moment(0) : undefined,
        Priority: seeder.pick(["High", "Medium", "Low"]),
        Origin: seeder.pick(["Phone", "Email", "Web"]),
        Type: seeder.maybe("Electrical", 0.3),
        Description: seeder.maybe('It happens "every" morning,\nmostly on Mondays.', 0.4),
        OwnerId: seeder.pick(seeder.users),
      },
      seeder.below(120),
    );
  });
}

function taskOf(seeder: Seeder, index: number, what: readonly string[], who: readonly string[]): Values {
  const task = plannedTask(index);
  return {
    Subject: taskSubjects[index % taskSubjects.length],
    Status: task.isDone ? "Completed" : "Not Started",
    Priority: index % 5 === 0 ? "High" : "Normal",
    ActivityDate: task.due === undefined ? undefined : seeder.day(task.due),
    WhatId: what[task.what],
    WhoId: task.who === undefined ? undefined : who[task.who],
    AccountId: task.account === undefined ? null : what[task.account],
    OwnerId: seeder.users[index % seeder.users.length],
  };
}

export function seedActivities(seeder: Seeder, what: readonly string[], who: readonly string[]): void {
  // Tasks are three quarters of all rows, and most orgs are asked for none.
  seeder.addLater("Task", counts.tasks, (index) => [taskOf(seeder, index, what, who), index % 200]);
  for (const [index, days] of seeder.plan.events.entries()) {
    const startSecond = seeder.momentOn(days);
    seeder.add("Event", {
      Subject: "Meeting",
      StartDateTime: startSecond,
      EndDateTime: startSecond + 3_600_000,
      ActivityDateTime: startSecond,
      ActivityDate: seeder.day(days),
      DurationInMinutes: 60,
      WhatId: what[index],
      AccountId: what[index],
      OwnerId: seeder.pick(seeder.users),
    });
  }
}

export function seedCampaigns(seeder: Seeder, contacts: readonly string[], leads: readonly string[]): void {
  const names = ["Spring Webinar", "Trade Show Köln", "Newsletter Relaunch", "Partner Day"];
  names.forEach((Name, index) => {
    const CampaignId = seeder.add("Campaign", {
      Name,
      Type: index % 2 ? "Trade Show" : "Webinar",
      Status: "In Progress",
      IsActive: 1,
      StartDate: seeder.day(-30 * index),
      BudgetedCost: 1_000 * (index + 1),
    });
    for (let member = 0; member < 12; member++)
      seeder.add("CampaignMember", {
        CampaignId,
        ...(member % 2
          ? { LeadId: leads[index * 12 + member] }
          : { ContactId: contacts[index * 12 + member] }),
        Status: member % 4 === 0 ? "Responded" : "Sent",
      });
  });
}

export function seedProjects(seeder: Seeder, accounts: readonly string[]): void {
  const statuses = ["Planned", "Active", "On Hold", "Done"] as const;
  for (let index = 0; index < 24; index++) {
    const Status__c = statuses[index % 4];
    seeder.add("Project__c", {
      Name: `Project ${String(index + 1).padStart(2, "0")}`,
      External_Id__c: `PRJ-${index + 1}`,
      Account__c: accounts[index],
      Status__c,
      Start_Date__c: seeder.day(-index * 10),
      End_Date__c: seeder.maybe(seeder.day(200 - index)),
      Kickoff__c: seeder.maybe(Math.floor(seeder.org.now() / 1_000) * 1_000 - index * dayMilliseconds),
      Daily_Standup__c: "09:30:00.000Z",
      Budget__c: 10_000 + index * 1_250.5,
      Progress__c: Status__c === "Done" ? 100 : seeder.below(90),
      Team_Size__c: index % 7,
      Skills__c: seeder.maybe(seeder.pick(["Design", "Development;Testing", "Training", "Design;Training"])),
      Site__Latitude__s: 52.5 + index / 10,
      Site__Longitude__s: 13.4 - index / 10,
      Notes__c: seeder.maybe("Kick-off was fine."),
    });
  }
}

/** What people attach: files on the first account, one of them in its second version, and some of the older kinds. */
export function seedFiles(seeder: Seeder, [account]: readonly string[]): void {
  const version = (PathOnClient: string, content: string | Buffer, place: Values) =>
    seeder.addNow("ContentVersion", {
      Title: PathOnClient.replace(/\.\w+$/, ""),
      PathOnClient,
      VersionData: Buffer.from(content),
      OwnerId: seeder.users[0],
      ...place,
    });
  const onAccount = { FirstPublishLocationId: account };
  version("Meeting notes.txt", "They want the offer by Friday.\n", onAccount);
  const first = version("Price list.txt", "Sensor S1: 110\n", onAccount);
  const ContentDocumentId = first.replace(/^068/, "069");
  version("Price list.txt", "Sensor S1: 120\nSensor S2: 180\n", { ContentDocumentId });
  version("Orders by quarter.png", chartPng, onAccount);
  version("Framework contract.pdf", pdfOf("Framework contract, valid for two years."), onAccount);
  seedOlderFiles(seeder, account);
}

function seedOlderFiles(seeder: Seeder, ParentId: string | undefined): void {
  const OwnerId = seeder.users[0];
  seeder.add("Attachment", {
    ParentId,
    OwnerId,
    Name: "Site plan.svg",
    ContentType: "image/svg+xml",
    Body: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>\n',
    ),
  });
  seeder.add("Note", { ParentId, OwnerId, Title: "Parking", Body: "Ring at the gate, behind the building." });
  seeder.add("Document", {
    FolderId: OwnerId,
    AuthorId: OwnerId,
    Name: "Letterhead",
    DeveloperName: "Letterhead",
    Type: "txt",
    ContentType: "text/plain",
    Body: Buffer.from("With kind regards\n"),
  });
}
