import { type ErrorCase, noColumn, noObject, noRelationship } from "./error-case.ts";

/** Errors about places, currencies, scopes, sub-selects and TYPEOF, by code. */
export const clauseErrors: Record<string, ErrorCase[]> = {
  INVALID_FIELD: [
    ["SELECT Id, Name, id FROM Account", "duplicate field selected: Id"],
    ["SELECT Id, FIELDS(ALL) FROM User LIMIT 200", "duplicate field selected: Id"],
    ["SELECT Name, Account.Name FROM Account", "duplicate field selected: Name"],
    ["SELECT Amount, FORMAT(Amount) FROM Opportunity", "duplicate field selected: Amount"],
    ["SELECT Id FROM Opportunity WHERE Amount > EUR5000", "Invalid currency ISO code: EUR", "1:43"],
    ["SELECT Id FROM Account WHERE NumberOfEmployees > USD5", /^Currency literals like USD100/, "1:50"],
    [
      "SELECT Name, MAX(Amount) FROM Opportunity GROUP BY Name HAVING MAX(Amount) > USD10000",
      /^Currency literals like USD100/,
      "1:78",
    ],
    [
      "SELECT Id FROM Lead WHERE DISTANCE(Name, GEOLOCATION(1, 2), 'km') < 5",
      /^The field 'Name' is no location/,
    ],
    [
      "SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact",
      /^TYPEOF can only be used with/,
      "1:15",
    ],
    ["SELECT TYPEOF Foo WHEN Account THEN Name END FROM Task", noRelationship("Foo"), "1:15"],
    ["SELECT TYPEOF What WHEN Account THEN Foo END FROM Task", noColumn("Foo", "Account"), "1:38"],
    ["SELECT TYPEOF What WHEN Account THEN Name ELSE Foo END FROM Task", noColumn("Foo", "Name"), "1:48"],
  ],
  INVALID_TYPE: [
    ["SELECT TYPEOF What WHEN Acount THEN Name END FROM Task", noObject("Acount"), "1:25"],
    ["SELECT TYPEOF What WHEN User THEN Name END FROM Task", /^'What' can't refer to/, "1:25"],
  ],
  NUMBER_OUTSIDE_VALID_RANGE: [["SELECT Id FROM Account OFFSET 2001", "Maximum SOQL offset allowed is 2000"]],
  INVALID_QUERY_SCOPE: [
    [
      "SELECT Id FROM Account USING SCOPE nobody",
      "The scope 'nobody' is not supported for the entity 'Account'",
    ],
    ["SELECT Id FROM User USING SCOPE mine", "The scope 'mine' is not supported for the entity 'User'"],
  ],
  MALFORMED_QUERY: [
    ["SELECT Id FROM Project__c WHERE DISTANCE(GEOLOCATION(1, 2), Site__c, 'mi') < 5", /^DISTANCE takes/],
    ["SELECT Id FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(1, 2), 'm') < 5", /^DISTANCE takes/],
    ["SELECT Id FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(91, 2), 'mi') < 5", /^DISTANCE takes/],
    ["SELECT Id FROM Lead WHERE CreatedDate = LAST_N_YEARS:9000", /^Invalid date literal/, "1:41"],
    [
      "SELECT Name, (SELECT Id FROM Contacts LIMIT 2 OFFSET 1) FROM Account",
      "OFFSET can only be used in a sub-select when the outer query has LIMIT 1",
    ],
    [
      "SELECT Name, (SELECT COUNT(Id) FROM Contacts) FROM Account",
      "only root queries support aggregate expressions",
    ],
    ["SELECT Name, (SELECT Id FROM Contacts USING SCOPE mine) FROM Account", /^USING SCOPE can't/],
    [
      "SELECT Id FROM Account WITH DATA CATEGORY Geography__c ABOVE usa__c AND Product__c AT (a__c, b__c)",
      "WITH DATA CATEGORY is not supported for the entity 'Account'",
    ],
    ["SELECT Id FROM Account WITH UserId = '005000000000000AAA'", /^WITH UserId is not supported/],
    [
      "SELECT Id FROM Account WITH RecordVisibilityContext (maxDescriptorPerRecord = 100, supportsDomains = true)",
      /^WITH RecordVisibilityContext is not supported/,
    ],
    ["SELECT Id FROM Account ORDER BY Name LIMIT 1 FOR UPDATE", "ORDER BY can't be used with FOR UPDATE"],
    [
      "SELECT TYPEOF What WHEN Account THEN Name WHEN account THEN Phone END FROM Task",
      "WHEN clause operand [account] is not unique",
    ],
    ["SELECT What.Name, TYPEOF What WHEN Account THEN Name END FROM Task", /used in both TYPEOF and/],
    ["SELECT TYPEOF What WHEN Account THEN Name END FROM Task GROUP BY Subject", /^TYPEOF can't be used/],
  ],
};
