import type { ErrorCase } from "./error-case.ts";

const nested =
  "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.";

/** What Salesforce refuses about semi-joins and anti-joins; MALFORMED_QUERY all. */
export const semiJoinErrors: ErrorCase[] = [
  [
    "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
    "Semi join sub-selects are not allowed with the 'OR' operator",
  ],
  [
    "SELECT Id FROM Account WHERE Name = 'a' AND (Type = 'b' OR Id IN (SELECT AccountId FROM Contact))",
    nested,
  ],
  ["SELECT Id FROM Account WHERE NOT Id IN (SELECT AccountId FROM Contact)", nested],
  [
    "SELECT Id FROM Account WHERE (Site = 'a' AND Id IN (SELECT AccountId FROM Case)) AND (Name = 'b')",
    nested,
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT ContactId FROM Case))",
    "Nesting of semi join sub-selects is not supported",
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT ParentId FROM Account WHERE Name = 'a')",
    "The inner and outer selects should not be on the same object type",
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)",
    "Semi join sub-selects can only query id fields, cannot use: 'Name'",
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT Contact.AccountId FROM Case)",
    "The inner select field 'Contact.AccountId' cannot have more than one level of relationships",
  ],
  [
    "SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)",
    "The left operand field in the where expression for outer query should be an id field, cannot use: 'Name'",
    "1:30",
  ],
  [
    "SELECT Id FROM Contact WHERE Account.Id IN (SELECT AccountId FROM Case)",
    /^The left operand field in the where expression cannot use relationships/,
  ],
  [
    "SELECT Id FROM Opportunity WHERE AccountId IN (SELECT Id FROM Contact)",
    "The selected field 'Id' in the subquery and the left operand field in the where expression in the outer query 'AccountId' should point to the same object type",
    "1:34",
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT WhatId FROM Task)",
    "Entity 'Task' is not supported for semi join inner selects",
  ],
  [
    "SELECT OwnerId, COUNT(Id) FROM Account GROUP BY OwnerId HAVING OwnerId IN (SELECT OwnerId FROM Contact)",
    "Semi join sub-selects are only allowed in the WHERE clause",
  ],
  [
    "SELECT Id FROM Account WHERE OwnerId IN (SELECT TYPEOF Owner WHEN User THEN Id END FROM Project__c)",
    /^Semi join sub-selects can only query id fields/,
  ],
];
