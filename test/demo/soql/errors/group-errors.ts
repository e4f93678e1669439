import type { ErrorCase } from "./error-case.ts";

const ungrouped = (name: string) => `Field must be grouped or aggregated: ${name}`;
const notAggregated = (field: string, name: string) =>
  `field ${field} does not support aggregate operator ${name}`;

/** What goes wrong with sorting, grouping and functions; MALFORMED_QUERY unless it is below. */
export const groupErrors: ErrorCase[] = [
  [
    "SELECT Id FROM Account ORDER BY Description",
    "field 'Description' can not be sorted in a query call",
    "1:33",
  ],
  [
    "SELECT Id FROM Account ORDER BY Regions__c",
    "field 'Regions__c' can not be sorted in a query call",
    "1:33",
  ],
  [
    "SELECT AnnualRevenue, COUNT(Id) FROM Account GROUP BY AnnualRevenue",
    "field 'AnnualRevenue' can not be grouped in a query call",
    "1:55",
  ],
  ["SELECT Id, Name FROM Account GROUP BY Name", ungrouped("Id")],
  ["SELECT Name, COUNT(Id) FROM Account", ungrouped("Name")],
  ["SELECT FIELDS(ALL), COUNT(Id) FROM Account GROUP BY Name LIMIT 200", ungrouped("FIELDS()")],
  ["SELECT Amount, CALENDAR_YEAR(CloseDate) FROM Opportunity", ungrouped("Amount")],
  [
    "SELECT CALENDAR_YEAR(CreatedDate), COUNT(Id) FROM Lead GROUP BY CreatedDate",
    "field 'CreatedDate' can not be grouped in a query call",
    "1:65",
  ],
  ["SELECT City, COUNT(Id) FROM Lead GROUP BY City HAVING Country LIKE 'San%'", ungrouped("Country")],
  [
    "SELECT City, COUNT(Id) FROM Lead GROUP BY City ORDER BY Country",
    "Ordered field must be grouped or aggregated: Country",
  ],
  ["SELECT Id, COUNT(Id) FROM Account GROUP BY Id", "Grouped field should not be aggregated: Id"],
  ["SELECT Name FROM Account GROUP BY Name, Account.Name", "duplicate grouping expression: Account.Name"],
  ["SELECT Owner.Name, Name FROM Account GROUP BY Owner.Name, Name", "duplicate alias: Name"],
  ["SELECT Name n FROM Account", "only aggregate expressions use field aliasing"],
  ["SELECT Id Name FROM Account", "only aggregate expressions use field aliasing"],
  ["SELECT DISTINCT Name FROM Account", "only aggregate expressions use field aliasing"],
  ["SELECT FIELDS(ALL) FROM Account", "The SOQL FIELDS function must have a LIMIT of at most 200"],
  [
    "SELECT FIELDS(CUSTOM) FROM Account LIMIT 201",
    "The SOQL FIELDS function must have a LIMIT of at most 200",
  ],
  [
    "SELECT FIELDS(ALL) FROM Account WHERE Id != '001000000000000AAA'",
    "The SOQL FIELDS function must have a LIMIT of at most 200",
  ],
  [
    "SELECT FIELDS(CUSTOM) FROM User LIMIT 200",
    "'FIELDS(...)' expansion function must result in at least one field being selected.",
  ],
  [
    "SELECT MAX(CreatedDate) FROM Account LIMIT 1",
    "Non-grouped query that uses overall aggregate functions cannot also use LIMIT",
  ],
  [
    "SELECT COUNT(Id) FROM Account OFFSET 1",
    "Non-grouped query that uses overall aggregate functions cannot also use OFFSET",
  ],
  ["SELECT COUNT() FROM Account ORDER BY Name", "COUNT() can't be used with ORDER BY"],
  ["SELECT COUNT() FROM Account GROUP BY Name", /^COUNT\(\) can't be used with GROUP BY/],
  ["SELECT SUM(Name) FROM Account", notAggregated("Name", "SUM")],
  ["SELECT AVG(CreatedDate) FROM Account", notAggregated("CreatedDate", "AVG")],
  ["SELECT COUNT(IsDeleted) FROM Account", notAggregated("IsDeleted", "COUNT")],
  ["SELECT COUNT(Regions__c) FROM Account", notAggregated("Regions__c", "COUNT")],
  ["SELECT COUNT_DISTINCT(Description) FROM Account", notAggregated("Description", "COUNT_DISTINCT")],
  ["SELECT MAX(ActivityDate) FROM Event", notAggregated("ActivityDate", "MAX")],
  ["SELECT MIN(Daily_Standup__c) FROM Project__c", notAggregated("Daily_Standup__c", "MIN")],
  [
    "SELECT Id FROM Account WHERE COUNT(Id) > 1",
    "Aggregate functions can't be used in the WHERE clause: COUNT",
  ],
  ["SELECT COUNT(Id) FROM Account GROUP BY MAX(Name)", /can't be used in the GROUP BY clause: MAX$/],
  ["SELECT MAX(Name, Id) FROM Account", "The function MAX takes exactly one field"],
  ["SELECT convertTimezone(CreatedDate) FROM Account", /^nested functional syntax can only be used/],
  ["SELECT MIN(CALENDAR_YEAR(CloseDate)) FROM Opportunity", /^nested functional syntax .*: MIN$/],
  ["SELECT Id FROM Opportunity ORDER BY FORMAT(Amount)", "FORMAT can only be used in the SELECT clause"],
  [
    "SELECT Id FROM Opportunity WHERE convertCurrency(Amount) > 1",
    "convertCurrency can only be used in the SELECT clause",
    "1:34",
  ],
  [
    "SELECT convertCurrency(Name) FROM Account",
    "convertCurrency can only be used with currency fields",
    "1:8",
  ],
  ["SELECT FORMAT(Name) FROM Account", "FORMAT can't be used with a field of type string", "1:8"],
  ["SELECT Id FROM Lead ORDER BY toLabel(Status)", /^toLabel can't be used in the ORDER BY/],
  [
    "SELECT StageName, GROUPING(StageName) FROM Opportunity GROUP BY StageName",
    "GROUPING takes a field of GROUP BY ROLLUP or GROUP BY CUBE",
  ],
  [
    "SELECT COUNT(Id) FROM Lead GROUP BY CUBE(Name, City, Status, Email)",
    "GROUP BY CUBE takes at most 3 fields",
  ],
  ["SELECT COUNT(Id), (SELECT Id FROM Contacts) FROM Account", /^A sub-select can't be used/],
];

export const functionErrors: ErrorCase[] = [
  [
    "SELECT CALENDAR_YEAR(Name), COUNT(Id) FROM Account GROUP BY CALENDAR_YEAR(Name)",
    /^The function CALENDAR_YEAR can't be used with the field 'Name'/,
  ],
  [
    "SELECT HOUR_IN_DAY(CloseDate) FROM Opportunity GROUP BY HOUR_IN_DAY(CloseDate)",
    /^The function HOUR_IN_DAY can't be used with the field 'CloseDate'/,
  ],
  [
    "SELECT Id FROM Opportunity WHERE DAY_ONLY(convertTimezone(CloseDate)) = 2025-01-01",
    /^convertTimezone can't be used with the field 'CloseDate'/,
  ],
];
