import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect({ settings: { SALESFORCE_DENIED_OBJECTS: "CONTACT, Project*, Group" } });
});

beforeEach(() => server.org.resetCounters());

afterAll(() => server.close());

const queries = () => server.org.counters()["GET /query"] ?? 0;
const contact = /^DENIED_OBJECT: Contact may not be touched: SALESFORCE_DENIED_OBJECTS names it/;
const untold = /^DENIED_OBJECT: .*object lists/;

test.each<[soql: string, expected: RegExp]>([
  ["SELECT Id FROM Contact", contact],
  ["select\n\tid\nfrom\ncontact", /^DENIED_OBJECT: contact may not be touched/],
  ["SELECT c.Id FROM Contact c", contact],
  ["SELECT COUNT() FROM Account a, a.Contacts c", contact],
  ["SELECT COUNT() FROM Case c, c.Contact k WHERE k.LastName = 'x'", contact],
  ["SELECT Contact.Name FROM Case", /by Contact\.Name/],
  ["SELECT Id FROM Case WHERE Contact.LastName = 'a'", contact],
  ["SELECT Id FROM Case WHERE NOT (Subject = 'FROM Account' AND Contact.Account.Name LIKE '%')", contact],
  ["SELECT Id FROM Case ORDER BY Contact.LastName NULLS LAST", contact],
  ["SELECT COUNT(Id), Contact.LastName FROM Case GROUP BY Contact.LastName", contact],
  ["SELECT COUNT(Id) FROM Case GROUP BY ROLLUP(Contact.LastName)", contact],
  ["SELECT COUNT(Id) FROM Case GROUP BY Status HAVING MAX(Contact.LastName) > 'a'", contact],
  ["SELECT toLabel(Case.Contact.LeadSource) FROM Case", contact],
  ["SELECT c.Contact.Name FROM Case AS c", contact],
  ["SELECT Contact.Name FROM Case Contact", contact],
  ["SELECT Who.Name FROM Task", /Who may be Contact, Lead/],
  ["SELECT TYPEOF Who WHEN Contact THEN Name END FROM Task", /by TYPEOF Who WHEN Contact/],
  ["SELECT TYPEOF Who WHEN Lead THEN Name ELSE Name END FROM Task", /Who may be Contact, Lead/],
  ["SELECT TYPEOF Who WHEN Lead THEN ConvertedContact.Name END FROM Task", contact],
  ["SELECT Name, (SELECT Name FROM Contacts) FROM Account", /by FROM Contacts/],
  ["SELECT Name, (SELECT Id FROM Account.Contacts) FROM Account", contact],
  ["SELECT Name, (SELECT Contact.Name FROM Cases) FROM Account", contact],
  [
    "SELECT Name, (SELECT Id, (SELECT Id FROM OpportunityContactRoles WHERE Contact.Name = 'x') FROM Opportunities) FROM Account",
    contact,
  ],
  ["SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)", contact],
  ["SELECT Id FROM Account WHERE Id NOT IN ( SELECT AccountId FROM Contact WHERE Id != null)", contact],
  ["SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Case WHERE Contact.Name = 'x')", contact],
  [
    "SELECT Owner.Name FROM Case",
    /^DENIED_OBJECT: Group .*Owner may be Group, User.*\nHint: .*TYPEOF Owner WHEN User/s,
  ],
  ["SELECT Account__r.Name FROM Project__c", /^DENIED_OBJECT: Project__c/],
  ["SELECT Id FROM ContactHistory", /^DENIED_OBJECT: ContactHistory/],
  ["SELECT Id FROM Contact__Share", /^DENIED_OBJECT: Contact__Share/],
  ["SELECT Id FROM RecentlyViewed", /shows records of any object/],
  ["SELECT Body FROM FeedItem", /shows records of any object/],
  ["SELECT * FROM Contact", contact],
  [
    "SELECT Id FROM Accounts__c",
    /^BAD_ARGUMENT: There is no object Accounts__c.*\nHint: listAllObjects {"search":"Accounts"}/,
  ],
  ["SELECT Owner.Name FROM Acount", /^BAD_ARGUMENT: There is no object Acount/],
  ["SELECT What.Owner.Name FROM Event", /^DENIED_OBJECT: /],
  ["SELECT Id FROM Account, Contact", untold],
  ["SELECT Id /* FROM Account */ FROM Contact", untold],
  ["SELECT Id FROM Account -- WHERE", untold],
  ["SELECT Id FROM Account WHERE Name = 'open", untold],
  ['SELECT Id FROM Account WHERE Name = "x"', untold],
  ["SELECT Nothing.Name FROM Account", /has no relationship Nothing.*describeObject/s],
  ["SELECT Id, (SELECT Id FROM Nothings) FROM Account", untold],
  ["SELECT Id FROM Account WHERE Id IN ((SELECT AccountId FROM Case)", untold],
  ["DELETE FROM Account", untold],
])("%s is refused before it is sent", async (soql, expected) => {
  const { text, isError } = await server.call("executeQuery", { soql });
  expect(text).toMatch(expected);
  expect(isError).toBe(true);
  expect(queries()).toBe(0);
});

test.each([
  "SELECT Id, Name, Owner.Name, Parent.Owner.Name FROM Account LIMIT 1",
  "SELECT a.Name, Account.Owner.Name FROM Account a WHERE a.Owner.Name != 'FROM Contact' LIMIT 1",
  "SELECT Name FROM Account WHERE Name = 'x\\' FROM Contact (SELECT Id FROM Contacts)' LIMIT 1",
  "SELECT FIELDS(ALL) FROM Account LIMIT 1",
  "SELECT Name, (SELECT Id, Owner.Name FROM Opportunities) FROM Account LIMIT 1",
  "SELECT TYPEOF Who WHEN Lead THEN Name END FROM Task LIMIT 1",
  "SELECT TYPEOF Owner WHEN User THEN Name END FROM Case LIMIT 1",
  "SELECT What.Name FROM Task LIMIT 1",
  "SELECT ContactId, Contact_Note__c FROM Case LIMIT 1",
  "SELECT COUNT(Id) total, Account.Industry FROM Opportunity WHERE CloseDate = LAST_N_DAYS:30 AND Amount > 1.5 GROUP BY Account.Industry HAVING COUNT(Id) > 1",
  "SELECT Id FROM Opportunity WHERE CreatedDate > 2020-01-01T00:00:00.000Z AND AccountId IN (SELECT Id FROM Account WHERE Owner.IsActive = true) ORDER BY Account.Name LIMIT 1",
  "SELECT Nmae FROM Account",
  "SELECT * FROM Account",
])("%s is let through", async (soql) => {
  const { text } = await server.call("executeQuery", { soql });
  expect(text).not.toMatch(/^DENIED_OBJECT/);
  expect(queries()).toBe(1);
});
