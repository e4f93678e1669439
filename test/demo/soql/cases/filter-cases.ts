import { begins, type Case, everyRow, holds, lower, none, number, pick, same } from "../random/evaluate.ts";

const accounts = (passes: Parameters<typeof pick>[1], ...names: string[]) =>
  pick("Account", passes, ...names);
const contacts = (passes: Parameters<typeof pick>[1], ...names: string[]) =>
  pick("Contact", passes, ...names);
const projects = (passes: Parameters<typeof pick>[1], ...names: string[]) =>
  pick("Project__c", passes, ...names);
const leads = (passes: Parameters<typeof pick>[1], ...names: string[]) => pick("Lead", passes, ...names);

const regions = (row: Record<string, unknown>) => String(row["Regions__c"] ?? "").split(";");
const skills = (row: Record<string, unknown>) => String(row["Skills__c"] ?? "").split(";");

/** Text: without case, unless it is an id. */
const text: Case[] = [
  ["SELECT Id FROM Account", accounts(everyRow)],
  ["select id from account", accounts(everyRow)],
  ["SELECT Id, Name, Phone FROM Account", accounts(everyRow, "Id", "Name", "Phone")],
  [
    "SELECT Name FROM Account WHERE Industry = 'Energy'",
    accounts((row) => same(row["Industry"], "Energy"), "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Industry = 'eNeRgY'",
    accounts((row) => same(row["Industry"], "Energy"), "Name"),
  ],
  ["SELECT Id FROM Account WHERE Industry != 'Energy'", accounts((row) => !same(row["Industry"], "Energy"))],
  ["SELECT Id FROM Account WHERE Industry <> 'Energy'", accounts((row) => !same(row["Industry"], "Energy"))],
  ["SELECT Id FROM Account WHERE Name = 'ÉLAN VITAL'", accounts((row) => same(row["Name"], "élan vital"))],
  [
    "SELECT Id FROM Account WHERE Name = '\\u00c9lan Vital'",
    accounts((row) => same(row["Name"], "élan vital")),
  ],
  ["SELECT Id FROM Account WHERE Name = 'elan vital'", accounts(() => false)],
  [
    "SELECT Id FROM Account WHERE Name = 'O\\'Neil \\\"Quotes\\\" Ltd.'",
    accounts((row) => holds(row["Name"], "o'neil")),
  ],
  [
    "SELECT Id FROM Account WHERE Name = 'Back\\\\slash Brothers'",
    accounts((row) => holds(row["Name"], "back\\")),
  ],
  [
    "SELECT Id FROM Account WHERE Name = 'Quill \"Ink\" Publishing'",
    accounts((row) => begins(row["Name"], "quill")),
  ],
  [
    "SELECT Name FROM Account WHERE Name > 'M'",
    accounts((row) => String(row["Name"]).toUpperCase() > "M", "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name >= 'kestrel aviation'",
    accounts((row) => String(row["Name"]).toUpperCase() >= "KESTREL AVIATION", "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name < 'c'",
    accounts((row) => String(row["Name"]).toUpperCase() < "C", "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name <= 'ÉLAN VITAL'",
    accounts((row) => String(row["Name"]).toUpperCase() <= "ÉLAN VITAL", "Name"),
  ],
  ["SELECT Id FROM Account WHERE Phone = null", accounts((row) => none(row["Phone"]))],
  ["SELECT Id FROM Account WHERE Phone != NULL", accounts((row) => !none(row["Phone"]))],
  ["SELECT Id FROM Account WHERE Phone = ''", accounts((row) => none(row["Phone"]))],
  ["SELECT Id FROM Account WHERE Phone != ''", accounts((row) => !none(row["Phone"]))],
];

const like: Case[] = [
  ["SELECT Name FROM Account WHERE Name LIKE 'a%'", accounts((row) => begins(row["Name"], "a"), "Name")],
  [
    "SELECT Name FROM Account WHERE Name LIKE '%s'",
    accounts((row) => lower(row["Name"]).endsWith("s"), "Name"),
  ],
  ["SELECT Name FROM Account WHERE Name LIKE '%oo%'", accounts((row) => holds(row["Name"], "oo"), "Name")],
  [
    "SELECT Name FROM Account WHERE Name LIKE 'zeta_under%'",
    accounts((row) => /^zeta.under/i.test(String(row["Name"])), "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name LIKE 'zeta\\_under%'",
    accounts((row) => begins(row["Name"], "zeta_under"), "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name LIKE '100\\%%'",
    accounts((row) => begins(row["Name"], "100%"), "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name LIKE '100_ Pure_Juice'",
    accounts((row) => /^100. pure.juice$/i.test(String(row["Name"])), "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name LIKE 'back\\\\%'",
    accounts((row) => begins(row["Name"], "back\\"), "Name"),
  ],
  [
    "SELECT Name FROM Account WHERE Name LIKE 'élan%'",
    accounts((row) => begins(row["Name"], "élan"), "Name"),
  ],
  ["SELECT Name FROM Account WHERE Name LIKE '%ß%'", accounts((row) => holds(row["Name"], "ß"), "Name")],
  ["SELECT Name FROM Account WHERE Name LIKE 'Energy'", accounts(() => false, "Name")],
  ["SELECT Id FROM Account WHERE (NOT Name LIKE 'a%')", accounts((row) => !begins(row["Name"], "a"))],
  ["SELECT Id FROM Account WHERE (NOT Phone LIKE '%01%')", accounts((row) => !holds(row["Phone"], "01"))],
  ["SELECT Id FROM Account WHERE Industry LIKE 'E%'", accounts((row) => begins(row["Industry"], "e"))],
  [
    "SELECT Id FROM Contact WHERE Email LIKE '%@PEOPLE.example'",
    contacts((row) => holds(row["Email"], "@people.example")),
  ],
  [
    "SELECT Id FROM Account WHERE BillingStreet LIKE '%\\nFloor 3'",
    accounts((row) => lower(row["BillingStreet"]).endsWith("\nfloor 3")),
  ],
];

const lists: Case[] = [
  ["SELECT Id FROM Account WHERE Industry IN ('Energy')", accounts((row) => same(row["Industry"], "energy"))],
  [
    "SELECT Id FROM Account WHERE Industry IN ('ENERGY', 'banking', 'Nothing')",
    accounts((row) => ["energy", "banking"].includes(lower(row["Industry"]))),
  ],
  [
    "SELECT Id FROM Account WHERE Industry NOT IN ('Energy', 'Banking')",
    accounts((row) => !["energy", "banking"].includes(lower(row["Industry"]))),
  ],
  [
    "SELECT Id FROM Account WHERE Industry IN ('Energy', null)",
    accounts((row) => none(row["Industry"]) || same(row["Industry"], "energy")),
  ],
  [
    "SELECT Id FROM Account WHERE Industry NOT IN ('Energy', null)",
    accounts((row) => !none(row["Industry"]) && !same(row["Industry"], "energy")),
  ],
  [
    "SELECT Id FROM Account WHERE Name IN ('Élan Vital', 'straße & söhne')",
    accounts((row) => ["élan vital", "straße & söhne"].includes(lower(row["Name"]))),
  ],
  [
    "SELECT Id FROM Account WHERE NumberOfEmployees IN (1, 2, 3)",
    accounts((row) => [1, 2, 3].includes(number(row["NumberOfEmployees"]))),
  ],
  [
    "SELECT Id FROM Project__c WHERE Team_Size__c NOT IN (1, 2.0, +3)",
    projects((row) => ![1, 2, 3].includes(number(row["Team_Size__c"]))),
  ],
  ["SELECT Id FROM Contact WHERE Newsletter__c IN (true)", contacts((row) => row["Newsletter__c"] === 1)],
  [
    "SELECT Id FROM Lead WHERE Status IN ('Open - Not Contacted', 'Working - Contacted')",
    leads((row) => !same(row["Status"], "Closed - Not Converted")),
  ],
];

const numbersAndFlags: Case[] = [
  [
    "SELECT Id FROM Account WHERE AnnualRevenue > 50000000",
    accounts((row) => !none(row["AnnualRevenue"]) && number(row["AnnualRevenue"]) > 5e7),
  ],
  [
    "SELECT Id FROM Account WHERE AnnualRevenue <= 5e7",
    accounts((row) => !none(row["AnnualRevenue"]) && number(row["AnnualRevenue"]) <= 5e7),
  ],
  [
    "SELECT Id FROM Account WHERE AnnualRevenue != 0",
    accounts((row) => number(row["AnnualRevenue"] ?? 1) !== 0),
  ],
  [
    "SELECT Id FROM Account WHERE Health_Score__c < 12.5",
    accounts((row) => !none(row["Health_Score__c"]) && number(row["Health_Score__c"]) < 12.5),
  ],
  ["SELECT Id FROM Account WHERE Health_Score__c = null", accounts((row) => none(row["Health_Score__c"]))],
  [
    "SELECT Id FROM Account WHERE BillingLatitude < -20.5",
    accounts((row) => !none(row["BillingLatitude"]) && number(row["BillingLatitude"]) < -20.5),
  ],
  [
    "SELECT Id FROM Opportunity WHERE Amount > USD50000.00",
    pick("Opportunity", (row) => number(row["Amount"]) > 50_000),
  ],
  [
    "SELECT Id FROM Opportunity WHERE Amount < usd20000",
    pick("Opportunity", (row) => number(row["Amount"]) < 20_000),
  ],
  [
    "SELECT Id FROM Opportunity WHERE Amount > USD-5 AND Amount <= USD30000.5",
    pick("Opportunity", (row) => number(row["Amount"]) > -5 && number(row["Amount"]) <= 30_000.5),
  ],
  [
    "SELECT Id, IsClosed, IsWon FROM Opportunity WHERE IsWon = TRUE",
    pick("Opportunity", (row) => row["IsWon"] === 1, "Id", "IsClosed", "IsWon"),
  ],
  ["SELECT Id FROM Opportunity WHERE IsClosed = false", pick("Opportunity", (row) => row["IsClosed"] !== 1)],
  ["SELECT Id FROM Opportunity WHERE IsClosed != true", pick("Opportunity", (row) => row["IsClosed"] !== 1)],
  ["SELECT Id FROM Opportunity WHERE IsClosed = null", pick("Opportunity", (row) => row["IsClosed"] !== 1)],
  ["SELECT Id FROM Opportunity WHERE IsClosed != null", pick("Opportunity", (row) => row["IsClosed"] === 1)],
  ["SELECT Id FROM Contact WHERE Account.IsDeleted = false", contacts(everyRow)],
  [
    "SELECT Id, Daily_Standup__c FROM Project__c WHERE Daily_Standup__c < 10:00:00Z",
    projects((row) => String(row["Daily_Standup__c"]) < "10:00", "Id", "Daily_Standup__c"),
  ],
  [
    "SELECT Id FROM Project__c WHERE Daily_Standup__c = 09:30:00.000Z",
    projects((row) => String(row["Daily_Standup__c"]).startsWith("09:30:00")),
  ],
];

const ids: Case[] = [
  [
    "SELECT Id FROM User WHERE Id = '005DE0000000001YAA'",
    pick("User", (row) => row["Id"] === "005DE0000000001YAA"),
  ],
  [
    "SELECT Name FROM User WHERE Id = '005DE0000000001'",
    pick("User", (row) => String(row["Id"]).startsWith("005DE0000000001"), "Name"),
  ],
  [
    "SELECT Id FROM Account WHERE OwnerId != '005DE0000000001'",
    accounts((row) => !String(row["OwnerId"]).startsWith("005DE0000000001")),
  ],
  [
    "SELECT Id FROM Account WHERE OwnerId IN ('005DE0000000001', '005DE0000000001YAA')",
    accounts((row) => String(row["OwnerId"]).startsWith("005DE0000000001")),
  ],
  ["SELECT Id FROM Account WHERE ParentId = null", accounts((row) => none(row["ParentId"]))],
  [
    "SELECT Id, ParentId FROM Account WHERE ParentId != null",
    accounts((row) => !none(row["ParentId"]), "Id", "ParentId"),
  ],
  ["SELECT Id FROM Account WHERE ParentId = ''", accounts((row) => none(row["ParentId"]))],
  [
    "SELECT Id FROM Contact WHERE Id > '003DE00000000HA'",
    contacts((row) => String(row["Id"]) > "003DE00000000HAYAY"),
  ],
  [
    "SELECT Id FROM Contact WHERE AccountId <= '001DE00000000GfYAI'",
    contacts((row) => !none(row["AccountId"]) && String(row["AccountId"]) <= "001DE00000000GfYAI"),
  ],
];

const logic: Case[] = [
  [
    "SELECT Id FROM Account WHERE Industry = 'Energy' AND Phone != null",
    accounts((row) => same(row["Industry"], "energy") && !none(row["Phone"])),
  ],
  [
    "SELECT Id FROM Account WHERE Industry = 'Energy' OR Phone = null OR Name LIKE 'z%'",
    accounts((row) => same(row["Industry"], "energy") || none(row["Phone"]) || begins(row["Name"], "z")),
  ],
  [
    "SELECT Id FROM Account WHERE (Industry = 'Energy' OR Industry = 'Retail') AND Phone != null",
    accounts((row) => ["energy", "retail"].includes(lower(row["Industry"])) && !none(row["Phone"])),
  ],
  [
    "SELECT Id FROM Account WHERE (Industry = 'Energy' AND Phone != null) OR (Rating = 'Hot' AND Phone = null)",
    accounts(
      (row) =>
        (same(row["Industry"], "energy") && !none(row["Phone"])) ||
        (same(row["Rating"], "hot") && none(row["Phone"])),
    ),
  ],
  [
    "SELECT Id FROM Account WHERE NOT Industry = 'Energy'",
    accounts((row) => !same(row["Industry"], "energy")),
  ],
  [
    "SELECT Id FROM Account WHERE NOT (Industry = 'Energy' OR Phone = null)",
    accounts((row) => !(same(row["Industry"], "energy") || none(row["Phone"]))),
  ],
  [
    "SELECT Id FROM Account WHERE Rating = 'Hot' AND (NOT Industry = 'Energy')",
    accounts((row) => same(row["Rating"], "hot") && !same(row["Industry"], "energy")),
  ],
  [
    "SELECT Id FROM Account WHERE NOT AnnualRevenue > 10000000",
    accounts((row) => none(row["AnnualRevenue"]) || number(row["AnnualRevenue"]) <= 1e7),
  ],
  ["SELECT Id FROM Account WHERE ((((Rating = 'Hot'))))", accounts((row) => same(row["Rating"], "hot"))],
  [
    "SELECT Id\n\tFROM Account\n\tWHERE Rating='Hot'AND Phone!=null",
    accounts((row) => same(row["Rating"], "hot") && !none(row["Phone"])),
  ],
];

/** Multi-select picklists: `;` is and, `,` is or. */
const multi: Case[] = [
  ["SELECT Id FROM Account WHERE Regions__c = 'EMEA'", accounts((row) => row["Regions__c"] === "EMEA")],
  [
    "SELECT Id FROM Account WHERE Regions__c = 'EMEA;AMER'",
    accounts((row) => row["Regions__c"] === "EMEA;AMER"),
  ],
  [
    "SELECT Id FROM Account WHERE Regions__c = 'amer;emea'",
    accounts((row) => row["Regions__c"] === "EMEA;AMER"),
  ],
  ["SELECT Id FROM Account WHERE Regions__c != 'EMEA'", accounts((row) => row["Regions__c"] !== "EMEA")],
  [
    "SELECT Id FROM Account WHERE Regions__c IN ('LATAM', 'APAC;AMER')",
    accounts((row) => ["LATAM", "AMER;APAC"].includes(String(row["Regions__c"]))),
  ],
  [
    "SELECT Id FROM Account WHERE Regions__c INCLUDES ('EMEA')",
    accounts((row) => regions(row).includes("EMEA")),
  ],
  [
    "SELECT Id FROM Account WHERE Regions__c includes ('AMER;APAC', 'LATAM')",
    accounts(
      (row) =>
        (regions(row).includes("AMER") && regions(row).includes("APAC")) || regions(row).includes("LATAM"),
    ),
  ],
  [
    "SELECT Id FROM Account WHERE Regions__c EXCLUDES ('EMEA')",
    accounts((row) => !regions(row).includes("EMEA")),
  ],
  [
    "SELECT Id FROM Account WHERE Regions__c EXCLUDES ('EMEA;AMER', 'APAC')",
    accounts(
      (row) =>
        !(regions(row).includes("EMEA") && regions(row).includes("AMER")) && !regions(row).includes("APAC"),
    ),
  ],
  ["SELECT Id FROM Account WHERE Regions__c = null", accounts((row) => none(row["Regions__c"]))],
  [
    "SELECT Id, Skills__c FROM Project__c WHERE Skills__c INCLUDES ('design', 'Testing')",
    projects((row) => skills(row).includes("Design") || skills(row).includes("Testing"), "Id", "Skills__c"),
  ],
];

export const filterCases: Case[] = [
  ...text,
  ...like,
  ...lists,
  ...numbersAndFlags,
  ...ids,
  ...logic,
  ...multi,
];
