import {
  begins,
  type Case,
  everyRow,
  pick,
  pickSorted,
  same,
  sorted,
  up,
  value,
} from "../random/evaluate.ts";
import { fields } from "../random/plain-data.ts";

const me = "005DE0000000001YAA";

const sorting: Case[] = [
  ["SELECT Name FROM Account ORDER BY Name", pickSorted("Account", everyRow, [{ by: up("Name") }], "Name")],
  [
    "SELECT Name FROM Account ORDER BY Name ASC NULLS FIRST",
    pickSorted("Account", everyRow, [{ by: up("Name") }], "Name"),
  ],
  [
    "SELECT Name FROM Account ORDER BY Name DESC NULLS LAST",
    pickSorted("Account", everyRow, [{ by: up("Name"), down: true }], "Name"),
  ],
  [
    "SELECT Id, Phone FROM Account ORDER BY Phone, Id",
    pickSorted("Account", everyRow, [{ by: up("Phone") }], "Id", "Phone"),
  ],
  [
    "SELECT Id, Phone FROM Account ORDER BY Phone DESC, Id",
    pickSorted("Account", everyRow, [{ by: up("Phone"), down: true }], "Id", "Phone"),
  ],
  [
    "SELECT Id, Phone FROM Account ORDER BY Phone NULLS LAST, Id",
    pickSorted("Account", everyRow, [{ by: up("Phone"), nullsLast: true }], "Id", "Phone"),
  ],
  [
    "SELECT Id, AnnualRevenue FROM Account ORDER BY AnnualRevenue DESC NULLS LAST, Name",
    pickSorted(
      "Account",
      everyRow,
      [{ by: value("AnnualRevenue"), down: true, nullsLast: true }, { by: up("Name") }],
      "Id",
      "AnnualRevenue",
    ),
  ],
  [
    "SELECT Id FROM Contact ORDER BY AccountId NULLS LAST",
    pickSorted("Contact", everyRow, [{ by: value("AccountId") }], "Id"),
  ],
  [
    "SELECT Id, CreatedDate FROM Lead ORDER BY CreatedDate DESC",
    pickSorted("Lead", everyRow, [{ by: value("CreatedDate"), down: true }], "Id", "CreatedDate"),
  ],
  [
    "SELECT Id, Priority FROM Case ORDER BY Priority, Status DESC",
    pickSorted(
      "Case",
      everyRow,
      [
        { by: (row) => ["High", "Medium", "Low"].indexOf(String(row["Priority"])) },
        { by: (row) => ["New", "Working", "Escalated", "Closed"].indexOf(String(row["Status"])), down: true },
      ],
      "Id",
      "Priority",
    ),
  ],
  [
    "SELECT Id FROM Opportunity ORDER BY IsWon DESC, Amount LIMIT 10",
    (data) =>
      sorted(data.rows("Opportunity"), { by: value("IsWon"), down: true }, { by: value("Amount") })
        .slice(0, 10)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Id FROM Opportunity ORDER BY CALENDAR_YEAR(CloseDate) DESC, Id",
    pickSorted(
      "Opportunity",
      everyRow,
      [{ by: (row) => Number(String(row["CloseDate"]).slice(0, 4)), down: true }],
      "Id",
    ),
  ],
];

const paging: Case[] = [
  [
    "SELECT Id FROM Account ORDER BY Name LIMIT 5",
    (data) =>
      sorted(data.rows("Account"), { by: up("Name") })
        .slice(0, 5)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Id FROM Account ORDER BY Name LIMIT 5 OFFSET 10",
    (data) =>
      sorted(data.rows("Account"), { by: up("Name") })
        .slice(10, 15)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Id FROM Account ORDER BY Name OFFSET 45",
    (data) =>
      sorted(data.rows("Account"), { by: up("Name") })
        .slice(45)
        .map((row) => fields(row, "Id")),
  ],
  ["SELECT Id FROM Account LIMIT 0", () => []],
  [
    "SELECT Id FROM Task ORDER BY Id OFFSET 2000",
    (data) =>
      sorted(data.rows("Task"))
        .slice(2_000)
        .map((row) => fields(row, "Id")),
  ],
];

/** Clauses that filter by who one is, or change nothing in what is answered. */
const clauses: Case[] = [
  ["SELECT Id FROM Account USING SCOPE everything", pick("Account", everyRow)],
  ["SELECT Id FROM Account USING SCOPE mine", pick("Account", (row) => row["OwnerId"] === me)],
  [
    "SELECT Id FROM Account USING SCOPE Mine WHERE Industry = 'Energy'",
    pick("Account", (row) => row["OwnerId"] === me && same(row["Industry"], "energy")),
  ],
  ["SELECT Id FROM Account USING SCOPE team", pick("Account", () => false)],
  ["SELECT Id FROM Opportunity USING SCOPE scopingRule", pick("Opportunity", everyRow)],
  [
    "SELECT Id FROM Task USING SCOPE delegated",
    pick("Task", (row) => row["CreatedById"] === me && row["OwnerId"] !== me),
  ],
  ["SELECT Id FROM Case USING SCOPE user_owned", pick("Case", (row) => begins(row["OwnerId"], "005"))],
  ["SELECT Id FROM Lead USING SCOPE queue_owned", pick("Lead", (row) => begins(row["OwnerId"], "00g"))],
  [
    "SELECT COUNT() FROM Account USING SCOPE mine",
    (data) => data.rows("Account").filter((row) => row["OwnerId"] === me).length,
  ],
  [
    "SELECT COUNT(Id) FROM Account USING SCOPE mine",
    (data) => [{ expr0: data.rows("Account").filter((row) => row["OwnerId"] === me).length }],
  ],
  ["SELECT Id FROM Account WITH SECURITY_ENFORCED", pick("Account", everyRow)],
  [
    "SELECT Id FROM Account WHERE Name LIKE 'a%' WITH USER_MODE ORDER BY Name LIMIT 3",
    (data) =>
      sorted(data.rows("Account"), { by: up("Name") })
        .filter((row) => begins(row["Name"], "a"))
        .slice(0, 3)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Industry, COUNT(Id) n FROM Account WITH SYSTEM_MODE GROUP BY Industry HAVING COUNT(Id) > 100",
    () => [],
  ],
  ["SELECT Id FROM Account FOR REFERENCE", pick("Account", everyRow)],
  [
    "SELECT Id FROM Lead LIMIT 2 FOR UPDATE",
    (data) =>
      sorted(data.rows("Lead"))
        .slice(0, 2)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Name FROM Account WHERE Name LIKE 'a%' FOR VIEW FOR REFERENCE",
    pick("Account", (row) => begins(row["Name"], "a"), "Name"),
  ],
  ["SELECT Id FROM Account UPDATE TRACKING", pick("Account", everyRow)],
  ["SELECT Id FROM Account FOR VIEW UPDATE VIEWSTAT", pick("Account", everyRow)],
  ["SELECT Id FROM Account UPDATE TRACKING, VIEWSTAT", pick("Account", everyRow)],
  [
    "SELECT Id FROM Account LIMIT 1 SET OPTIONS (honorEmptyStrings = true)",
    (data) =>
      sorted(data.rows("Account"))
        .slice(0, 1)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Id, IsDeleted FROM Account ALL ROWS",
    (data) => data.all("Account").map((row) => fields(row, "Id", "IsDeleted")),
  ],
  [
    "SELECT Id FROM Account WHERE IsDeleted = true ALL ROWS",
    (data) =>
      data
        .all("Account")
        .filter((row) => row["IsDeleted"] === 1)
        .map((row) => fields(row, "Id")),
  ],
  ["SELECT Id FROM Account WHERE IsDeleted = true", () => []],
  ["SELECT Name FROM Group", pick("Group", everyRow, "Name")],
];

export const clauseCases: Case[] = [...sorting, ...paging, ...clauses];
