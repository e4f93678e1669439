import { type ErrorCase, noColumn, noObject, noRelationship, wrongType } from "./error-case.ts";

const quoted = "should be";

/** Names that are not there, and filters that do not go with their fields, by code. Columns count from 1. */
export const filterErrors: Record<string, ErrorCase[]> = {
  INVALID_FIELD: [
    ["SELECT Bacon__c FROM Account LIMIT 2", noColumn("Bacon__c", "Account"), "1:8"],
    ["SELECT Id FROM Account WHERE Foo = 1", noColumn("Foo", "Account"), "1:30"],
    ["SELECT Id FROM Account ORDER BY Foo", noColumn("Foo", "Account"), "1:33"],
    ["SELECT Account.Foo FROM Contact", noColumn("Foo", "Account"), "1:8"],
    ["SELECT What.Industry FROM Task", noColumn("Industry", "Name"), "1:8"],
    ["SELECT Id,\n  Name,\n  Foo\nFROM Account", noColumn("Foo", "Account"), "3:3"],
    ["SELECT Type, COUNT(Id) n FROM Lead GROUP BY Type", noColumn("Type", "Lead"), "1:45"],
    ["SELECT City, COUNT(Id) n FROM Lead GROUP BY City HAVING n > 1", noColumn("n", "Lead"), "1:57"],
    ["SELECT Acct.Name FROM Contact", noRelationship("Acct"), "1:8"],
    ["SELECT AccountId.Name FROM Contact", noRelationship("AccountId"), "1:8"],
    ["SELECT COUNT() FROM Contact c, c.Acct a", noRelationship("Acct"), "1:32"],
    ["SELECT Account.Parent.Parent.Parent.Parent.Parent.Name FROM Contact", /at most 5 levels/, "1:8"],
    ["SELECT Id FROM Account WHERE NumberOfEmployees = '5'", wrongType("NumberOfEmployees", "int"), "1:30"],
    ["SELECT Id FROM Account WHERE AnnualRevenue > '5'", wrongType("AnnualRevenue", "currency"), "1:30"],
    ["SELECT Id FROM Account WHERE Name = 5", wrongType("Name", "string", quoted), "1:30"],
    ["SELECT Id FROM Account WHERE Name = true", wrongType("Name", "string", quoted), "1:30"],
    ["SELECT Id FROM Account WHERE Name = TODAY", wrongType("Name", "string", quoted), "1:30"],
    ["SELECT Id FROM Account WHERE Name IN ('a', 5)", wrongType("Name", "string", quoted), "1:30"],
    ["SELECT Id FROM Account WHERE OwnerId = 5", wrongType("OwnerId", "reference", quoted), "1:30"],
    ["SELECT Id FROM Account WHERE IsDeleted = 'false'", wrongType("IsDeleted", "boolean"), "1:30"],
    ["SELECT Id FROM Campaign WHERE StartDate = '2025-01-01'", wrongType("StartDate", "date"), "1:31"],
    [
      "SELECT Id FROM Campaign WHERE StartDate = 2025-01-01T00:00:00Z",
      wrongType("StartDate", "date"),
      "1:31",
    ],
    ["SELECT Id FROM Lead WHERE CreatedDate > 2025-01-01", wrongType("CreatedDate", "dateTime"), "1:27"],
    [
      "SELECT Id FROM Opportunity WHERE CALENDAR_YEAR(CloseDate) = THIS_YEAR",
      wrongType("CALENDAR_YEAR", "int"),
      "1:34",
    ],
    ["SELECT Id FROM Lead WHERE DAY_ONLY(CreatedDate) = TODAY", wrongType("DAY_ONLY", "date"), "1:27"],
    [
      "SELECT Id FROM Project__c WHERE Daily_Standup__c = '09:00'",
      wrongType("Daily_Standup__c", "time"),
      "1:33",
    ],
    [
      "SELECT Id FROM Account WHERE Description = 'a'",
      "field 'Description' can not be filtered in a query call",
      "1:30",
    ],
    [
      "SELECT Id FROM Account WHERE BillingAddress = 'Berlin'",
      "Address fields can only be filtered using Distance expressions",
      "1:30",
    ],
    [
      "SELECT Id FROM Project__c WHERE Site__c != null",
      "Geolocation fields can only be filtered using Distance expressions",
      "1:33",
    ],
  ],
  INVALID_TYPE: [
    [
      "SELECT Name, (SELECT Id FROM Owner.Contacts) FROM Account",
      noRelationship("Contacts", "FROM part of query call"),
      "1:30",
    ],
    ["SELECT Id FROM Acount", noObject("Acount"), "1:16"],
    ["SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Foo__c)", noObject("Foo__c"), "1:52"],
    [
      "SELECT Name, (SELECT Id FROM Contact) FROM Account",
      noRelationship("Contact", "FROM part of query call"),
      "1:30",
    ],
  ],
  INVALID_QUERY_FILTER_OPERATOR: [
    ["SELECT Id FROM Contact WHERE Id = 'ZZZ'", "invalid ID field: ZZZ", "1:30"],
    ["SELECT Id FROM Contact WHERE AccountId IN ('x', null)", "invalid ID field: x", "1:30"],
    ["SELECT Id FROM Account WHERE Id LIKE '001%'", "invalid operator on id field", "1:30"],
    ["SELECT Id FROM Lead WHERE AnnualRevenue LIKE '5%'", "invalid operator on currency field", "1:27"],
    ["SELECT Id FROM Lead WHERE CreatedDate LIKE '2025%'", "invalid operator on datetime field", "1:27"],
    ["SELECT Id FROM Account WHERE IsDeleted > false", "invalid operator on boolean field", "1:30"],
    ["SELECT Id FROM Account WHERE Regions__c LIKE 'E%'", "invalid operator on multipicklist field", "1:30"],
    ["SELECT Id FROM Account WHERE Industry INCLUDES ('a')", "invalid operator on picklist field", "1:30"],
    ["SELECT Id FROM Account WHERE Name > null", "null can only be compared with = and !=", "1:30"],
    [
      "SELECT Id FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(1, 2), 'km') = 5",
      "DISTANCE supports only the operators < and >",
      "1:33",
    ],
  ],
};
