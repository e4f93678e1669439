import { begins, type Case, everyRow, none, pick, same, sorted, up, value } from "../random/evaluate.ts";
import { type Data, fields, type Plain, type Row } from "../random/plain-data.ts";
import { each, of, parent } from "../random/relation-evaluation.ts";

/** Children of each parent, null where there are none. */
function withChildren(
  object: string,
  names: string[],
  key: string,
  children: (row: Row, data: Data) => Plain[],
  passes: (row: Row, data: Data) => boolean = everyRow,
): Case[1] {
  return each(object, passes, (row, data) => {
    const found = children(row, data);
    return { ...fields(row, ...names), [key]: found.length > 0 ? found : null };
  });
}

const childrenOf = (data: Data, object: string, lookup: string, id: unknown) =>
  sorted(data.rows(object).filter((row) => row[lookup] === id));

const children: Case[] = [
  [
    "SELECT Name, (SELECT LastName FROM Contacts) FROM Account",
    withChildren("Account", ["Name"], "Contacts", (row, data) =>
      childrenOf(data, "Contact", "AccountId", row["Id"]).map((child) => fields(child, "LastName")),
    ),
  ],
  [
    "SELECT a.Name, (SELECT c.LastName FROM a.Contacts c WHERE c.LastName LIKE 'M%') FROM Account a",
    withChildren("Account", ["Name"], "Contacts", (row, data) =>
      childrenOf(data, "Contact", "AccountId", row["Id"])
        .filter((child) => begins(child["LastName"], "m"))
        .map((child) => fields(child, "LastName")),
    ),
  ],
  [
    "SELECT Account.Name, (SELECT Contact.LastName FROM Account.Contacts) FROM Account WHERE Industry = 'Energy'",
    withChildren(
      "Account",
      ["Name"],
      "Contacts",
      (row, data) =>
        childrenOf(data, "Contact", "AccountId", row["Id"]).map((child) => fields(child, "LastName")),
      (row) => same(row["Industry"], "energy"),
    ),
  ],
  [
    "SELECT Id, (SELECT Id, Amount FROM Opportunities ORDER BY Amount DESC LIMIT 1) FROM Account",
    withChildren("Account", ["Id"], "Opportunities", (row, data) =>
      sorted(childrenOf(data, "Opportunity", "AccountId", row["Id"]), { by: value("Amount"), down: true })
        .slice(0, 1)
        .map((child) => fields(child, "Id", "Amount")),
    ),
  ],
  [
    "SELECT Id, (SELECT Owner.Name FROM Cases WHERE Priority = 'High') FROM Account",
    withChildren("Account", ["Id"], "Cases", (row, data) =>
      childrenOf(data, "Case", "AccountId", row["Id"])
        .filter((child) => child["Priority"] === "High")
        .map((child) => ({ Owner: parent(data, child["OwnerId"], "Name") })),
    ),
  ],
  [
    "SELECT Id, (SELECT Id FROM Contacts WHERE Account.Name LIKE 'B%') FROM Account",
    withChildren("Account", ["Id"], "Contacts", (row, data) =>
      begins(row["Name"], "b")
        ? childrenOf(data, "Contact", "AccountId", row["Id"]).map((child) => fields(child, "Id"))
        : [],
    ),
  ],
  [
    "SELECT Name, (SELECT Name, Status__c FROM Projects__r) FROM Account",
    withChildren("Account", ["Name"], "Projects__r", (row, data) =>
      childrenOf(data, "Project__c", "Account__c", row["Id"]).map((child) =>
        fields(child, "Name", "Status__c"),
      ),
    ),
  ],
  [
    "SELECT Id, (SELECT Id, Subject FROM Tasks WHERE Status = 'Completed' LIMIT 3) FROM Opportunity",
    withChildren("Opportunity", ["Id"], "Tasks", (row, data) =>
      childrenOf(data, "Task", "WhatId", row["Id"])
        .filter((child) => child["Status"] === "Completed")
        .slice(0, 3)
        .map((child) => fields(child, "Id", "Subject")),
    ),
  ],
  [
    "SELECT Id, (SELECT Quantity, PricebookEntry.Product2.Name FROM OpportunityLineItems) FROM Opportunity",
    withChildren("Opportunity", ["Id"], "OpportunityLineItems", (row, data) =>
      childrenOf(data, "OpportunityLineItem", "OpportunityId", row["Id"]).map((child) => ({
        Quantity: child["Quantity"],
        PricebookEntry: { Product2: parent(data, of(data, child["PricebookEntryId"], "Product2Id"), "Name") },
      })),
    ),
  ],
  [
    "SELECT Id, (SELECT Id FROM Contacts ORDER BY Id LIMIT 1 OFFSET 1) FROM Account WHERE Name = 'Atlas Freight' LIMIT 1",
    withChildren(
      "Account",
      ["Id"],
      "Contacts",
      (row, data) =>
        childrenOf(data, "Contact", "AccountId", row["Id"])
          .slice(1, 2)
          .map((child) => fields(child, "Id")),
      (row) => row["Name"] === "Atlas Freight",
    ),
  ],
  [
    "SELECT Id, (SELECT Id, (SELECT Id FROM Cases) FROM Contacts) FROM Account WHERE Name LIKE 'A%'",
    withChildren(
      "Account",
      ["Id"],
      "Contacts",
      (row, data) =>
        childrenOf(data, "Contact", "AccountId", row["Id"]).map((child) => {
          const cases = childrenOf(data, "Case", "ContactId", child["Id"]).map((each) => fields(each, "Id"));
          return { Id: child["Id"], Cases: cases.length > 0 ? cases : null };
        }),
      (row) => begins(row["Name"], "a"),
    ),
  ],
  [
    "SELECT Name, (SELECT Id FROM Contacts), (SELECT Id FROM ChildAccounts) FROM Account ORDER BY Name LIMIT 10",
    (data) =>
      sorted(data.rows("Account"), { by: up("Name") })
        .slice(0, 10)
        .map((row) => {
          const lists = [
            childrenOf(data, "Contact", "AccountId", row["Id"]),
            childrenOf(data, "Account", "ParentId", row["Id"]),
          ];
          const [contacts, accounts] = lists.map((list) =>
            list.length > 0 ? list.map((child) => fields(child, "Id")) : null,
          );
          return { Name: row["Name"], Contacts: contacts, ChildAccounts: accounts };
        }),
  ],
];

/** Ids that a column of some rows holds. */
const idsIn = (data: Data, object: string, column: string, passes: (row: Row) => boolean = everyRow) =>
  new Set(
    data
      .rows(object)
      .filter(passes)
      .flatMap((row) => row[column] ?? []),
  );

const joins: Case[] = [
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Closed Lost')",
    pick("Account", (row, data) =>
      idsIn(data, "Opportunity", "AccountId", (each) => each["StageName"] === "Closed Lost").has(
        row["Id"] ?? "",
      ),
    ),
  ],
  [
    "SELECT Id FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsClosed = false)",
    pick(
      "Account",
      (row, data) =>
        !idsIn(data, "Opportunity", "AccountId", (each) => each["IsClosed"] !== 1).has(row["Id"] ?? ""),
    ),
  ],
  [
    "SELECT Id FROM Opportunity WHERE AccountId NOT IN (SELECT AccountId FROM Contact WHERE LeadSource = 'Web')",
    pick(
      "Opportunity",
      (row, data) =>
        !idsIn(data, "Contact", "AccountId", (each) => each["LeadSource"] === "Web").has(
          row["AccountId"] ?? "",
        ),
    ),
  ],
  [
    "SELECT Id FROM Task WHERE WhoId IN (SELECT Id FROM Contact WHERE MailingCity = 'Berlin')",
    pick("Task", (row, data) =>
      idsIn(data, "Contact", "Id", (each) => each["MailingCity"] === "Berlin").has(row["WhoId"] ?? ""),
    ),
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName LIKE 'a%') AND Id IN (SELECT AccountId FROM Case WHERE Status = 'New') AND Name != 'x'",
    pick(
      "Account",
      (row, data) =>
        idsIn(data, "Contact", "AccountId", (each) => begins(each["LastName"], "a")).has(row["Id"] ?? "") &&
        idsIn(data, "Case", "AccountId", (each) => each["Status"] === "New").has(row["Id"] ?? ""),
    ),
  ],
  [
    "SELECT Id FROM Contact WHERE (LastName != 'x') AND (AccountId IN (SELECT Id FROM Account WHERE Industry = 'Energy'))",
    pick("Contact", (row, data) =>
      idsIn(data, "Account", "Id", (each) => each["Industry"] === "Energy").has(row["AccountId"] ?? ""),
    ),
  ],
  [
    "SELECT Id FROM Contact WHERE AccountId NOT IN (SELECT Id FROM Account WHERE Industry != null)",
    pick(
      "Contact",
      (row, data) =>
        !idsIn(data, "Account", "Id", (each) => !none(each["Industry"])).has(row["AccountId"] ?? ""),
    ),
  ],
  [
    "SELECT Id, (SELECT Id FROM OpportunityLineItems) FROM Opportunity WHERE Id IN (SELECT OpportunityId FROM OpportunityLineItem WHERE TotalPrice > 10000)",
    withChildren(
      "Opportunity",
      ["Id"],
      "OpportunityLineItems",
      (row, data) =>
        childrenOf(data, "OpportunityLineItem", "OpportunityId", row["Id"]).map((child) =>
          fields(child, "Id"),
        ),
      (row, data) =>
        idsIn(
          data,
          "OpportunityLineItem",
          "OpportunityId",
          (each) => Number(each["TotalPrice"]) > 10_000,
        ).has(row["Id"] ?? ""),
    ),
  ],
  [
    "SELECT COUNT() FROM Account WHERE Id IN (SELECT Account__c FROM Project__c WHERE Account__r.Rating = 'Hot')",
    (data) => {
      const ids = idsIn(
        data,
        "Project__c",
        "Account__c",
        (each) => of(data, each["Account__c"], "Rating") === "Hot",
      );
      return data.rows("Account").filter((row) => ids.has(row["Id"] ?? "")).length;
    },
  ],
];

export const childCases: Case[] = [...children, ...joins];
