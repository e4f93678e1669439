import { begins, type Case, everyRow, none, pick, same, sorted, up } from "../random/evaluate.ts";
import { fields } from "../random/plain-data.ts";
import { each, kind, of, parent } from "../random/relation-evaluation.ts";

const parents: Case[] = [
  [
    "SELECT LastName, Account.Name FROM Contact",
    each("Contact", everyRow, (row, data) => ({
      LastName: row["LastName"],
      Account: parent(data, row["AccountId"], "Name"),
    })),
  ],
  [
    "SELECT c.LastName, c.Account.Name FROM Contact c",
    each("Contact", everyRow, (row, data) => ({
      LastName: row["LastName"],
      Account: parent(data, row["AccountId"], "Name"),
    })),
  ],
  [
    "SELECT Contact.LastName, Contact.Account.Id FROM Contact",
    each("Contact", everyRow, (row, data) => ({
      LastName: row["LastName"],
      Account: parent(data, row["AccountId"], "Id"),
    })),
  ],
  [
    "SELECT Id, Account.Parent.Name FROM Contact WHERE Account.ParentId != null",
    each(
      "Contact",
      (row, data) => !none(of(data, row["AccountId"], "ParentId")),
      (row, data) => ({
        Id: row["Id"],
        Account: { Parent: parent(data, of(data, row["AccountId"], "ParentId"), "Name") },
      }),
    ),
  ],
  [
    "SELECT Id, Owner.Name, Owner.UserRole.Name FROM Account",
    each("Account", everyRow, (row, data) => ({
      Id: row["Id"],
      Owner: {
        Name: of(data, row["OwnerId"], "Name"),
        UserRole: parent(data, of(data, row["OwnerId"], "UserRoleId"), "Name"),
      },
    })),
  ],
  [
    "SELECT Id, CreatedBy.Manager.Manager.Name FROM Account LIMIT 3",
    (data) =>
      sorted(data.rows("Account"))
        .slice(0, 3)
        .map((row) => ({ Id: row["Id"], CreatedBy: { Manager: null } })),
  ],
  [
    "SELECT Id FROM Contact WHERE Account.Name = 'Ember Robotics'",
    pick("Contact", (row, data) => same(of(data, row["AccountId"], "Name"), "Ember Robotics")),
  ],
  [
    "SELECT Id FROM Contact WHERE Account.Name != 'Ember Robotics'",
    pick("Contact", (row, data) => !same(of(data, row["AccountId"], "Name"), "Ember Robotics")),
  ],
  [
    "SELECT Id FROM Contact WHERE Account.Industry = null",
    pick("Contact", (row, data) => none(of(data, row["AccountId"], "Industry"))),
  ],
  ["SELECT Id FROM Contact WHERE Account.Name = null", pick("Contact", (row) => none(row["AccountId"]))],
  [
    "SELECT Id FROM Contact WHERE LastName = 'Doyle' OR Account.Name LIKE 'A%'",
    pick(
      "Contact",
      (row, data) => same(row["LastName"], "Doyle") || begins(of(data, row["AccountId"], "Name"), "a"),
    ),
  ],
  [
    "SELECT Id FROM Case WHERE Contact.LastName LIKE 'M%' AND Account.Owner.Name = 'Sam Okafor'",
    pick(
      "Case",
      (row, data) =>
        begins(of(data, row["ContactId"], "LastName"), "m") &&
        of(data, of(data, row["AccountId"], "OwnerId"), "Name") === "Sam Okafor",
    ),
  ],
  [
    "SELECT LastName, Account.Name FROM Contact ORDER BY Account.Name, LastName",
    (data) =>
      sorted(
        data.rows("Contact"),
        {
          by: (row) =>
            none(row["AccountId"]) ? null : String(of(data, row["AccountId"], "Name")).toUpperCase(),
        },
        { by: up("LastName") },
      ).map((row) => ({ LastName: row["LastName"], Account: parent(data, row["AccountId"], "Name") })),
  ],
  [
    "SELECT Id FROM Contact ORDER BY Account.Name DESC NULLS LAST LIMIT 20",
    (data) =>
      sorted(data.rows("Contact"), {
        by: (row) =>
          none(row["AccountId"]) ? null : String(of(data, row["AccountId"], "Name")).toUpperCase(),
        down: true,
        nullsLast: true,
      })
        .slice(0, 20)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT COUNT() FROM Contact c, c.Account a WHERE a.Name LIKE 'A%'",
    (data) => data.rows("Contact").filter((row) => begins(of(data, row["AccountId"], "Name"), "a")).length,
  ],
  [
    "SELECT a.Id FROM Contact c, c.Account.Owner o, c.Account a WHERE o.Name = 'Sam Okafor'",
    each(
      "Contact",
      (row, data) => of(data, of(data, row["AccountId"], "OwnerId"), "Name") === "Sam Okafor",
      (row, data) => ({ Account: parent(data, row["AccountId"], "Id") }),
    ),
  ],
  [
    "SELECT Name, Account__r.Name FROM Project__c WHERE Account__r.Industry != null",
    each(
      "Project__c",
      (row, data) => !none(of(data, row["Account__c"], "Industry")),
      (row, data) => ({ Name: row["Name"], Account__r: parent(data, row["Account__c"], "Name") }),
    ),
  ],
];

const polymorphic: Case[] = [
  [
    "SELECT Id, What.Name, What.Type FROM Event",
    each("Event", everyRow, (row, data) => {
      const what = data.find(row["WhatId"]);
      return {
        Id: row["Id"],
        What: what ? { Name: what["Name"] ?? what["CaseNumber"], Type: kind(row["WhatId"]) } : null,
      };
    }),
  ],
  [
    "SELECT Id FROM Task WHERE What.Type = 'Opportunity'",
    pick("Task", (row) => kind(row["WhatId"]) === "Opportunity"),
  ],
  [
    "SELECT Id FROM Task WHERE What.Type IN ('Account', 'case')",
    pick("Task", (row) => ["Account", "Case"].includes(String(kind(row["WhatId"])))),
  ],
  [
    "SELECT Id FROM Task WHERE What.Type != 'Account' AND Who.Type LIKE 'Lea%'",
    pick("Task", (row) => kind(row["WhatId"]) !== "Account" && kind(row["WhoId"]) === "Lead"),
  ],
  ["SELECT Id FROM Task WHERE Who.Type = null", pick("Task", (row) => none(row["WhoId"]))],
  [
    "SELECT Id FROM Task WHERE Who.FirstName LIKE 'B%'",
    pick("Task", (row, data) => begins(of(data, row["WhoId"], "FirstName"), "b")),
  ],
  [
    "SELECT Id, Who.Id, Who.LastName FROM Task WHERE Who.LastName = 'O\\'Brien' LIMIT 5",
    (data) =>
      sorted(data.rows("Task"))
        .filter((row) => of(data, row["WhoId"], "LastName") === "O'Brien")
        .slice(0, 5)
        .map((row) => ({ Id: row["Id"], Who: { Id: row["WhoId"], LastName: "O'Brien" } })),
  ],
  [
    "SELECT Id FROM Event WHERE Owner.Profile.Name = 'System Administrator'",
    pick(
      "Event",
      (row, data) => of(data, of(data, row["OwnerId"], "ProfileId"), "Name") === "System Administrator",
    ),
  ],
  [
    "SELECT Id, TYPEOF What WHEN Account THEN Phone, NumberOfEmployees WHEN Opportunity THEN Amount, CloseDate ELSE Name, Email END FROM Event",
    each("Event", everyRow, (row, data) => {
      const what = data.find(row["WhatId"]);
      const type = kind(row["WhatId"]);
      if (type === "Account") return { Id: row["Id"], What: fields(what, "Phone", "NumberOfEmployees") };
      if (type === "Opportunity") return { Id: row["Id"], What: fields(what, "Amount", "CloseDate") };
      return { Id: row["Id"], What: what ? { Name: what["CaseNumber"], Email: null } : null };
    }),
  ],
  [
    "SELECT TYPEOF What WHEN Opportunity THEN Name, Account.Name END FROM Task WHERE CreatedDate = TODAY",
    each(
      "Task",
      (row) => Number(row["CreatedDate"]) >= Date.UTC(2026, 10, 24, 8),
      (row, data) => {
        const what = kind(row["WhatId"]) === "Opportunity" ? data.find(row["WhatId"]) : undefined;
        return {
          What: what ? { Name: what["Name"], Account: parent(data, what["AccountId"], "Name") } : null,
        };
      },
    ),
  ],
  [
    "SELECT Id, TYPEOF Who WHEN Lead THEN Company END, TYPEOF What WHEN Case THEN Status END FROM Task WHERE Who.Type = 'Lead' AND What.Type IN ('Account', 'Case')",
    each(
      "Task",
      (row) => kind(row["WhoId"]) === "Lead" && ["Account", "Case"].includes(String(kind(row["WhatId"]))),
      (row, data) => ({
        Id: row["Id"],
        Who: parent(data, row["WhoId"], "Company"),
        What: kind(row["WhatId"]) === "Case" ? parent(data, row["WhatId"], "Status") : null,
      }),
    ),
  ],
];

export const parentCases: Case[] = [...parents, ...polymorphic];
