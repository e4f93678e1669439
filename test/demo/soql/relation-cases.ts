import { begins, type Case, everyRow, none, pick, same, sorted, up, value } from "./evaluate.ts";
import { type Data, fields, type Plain, type Row } from "./soql-org.ts";

/** A parent's fields, or null where there is none. */
function parent(data: Data, id: string | number | null | undefined, ...names: string[]): Plain | null {
  const row = data.find(id);
  return row ? fields(row, ...names) : null;
}

/** Rows with what `more` computes for each. */
function each(
  object: string,
  passes: (row: Row, data: Data) => boolean,
  more: (row: Row, data: Data) => Plain,
): Case[1] {
  return (data) =>
    data
      .rows(object)
      .filter((row) => passes(row, data))
      .map((row) => more(row, data));
}

const of = (data: Data, id: string | number | null | undefined, name: string) =>
  data.find(id)?.[name] ?? null;
const kind = (id: unknown) =>
  ({ "001": "Account", "006": "Opportunity", "500": "Case", "003": "Contact", "00Q": "Lead", "005": "User" })[
    String(id).slice(0, 3)
  ] ?? null;

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

export const relationCases: Case[] = [...parents, ...polymorphic, ...children, ...joins];
