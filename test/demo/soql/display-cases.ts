import {
  begins,
  type Case,
  everyRow,
  none,
  number,
  pick,
  pickSorted,
  same,
  sorted,
  up,
  value,
} from "./evaluate.ts";
import { type Data, fields, type Plain, type Row, shown } from "./soql-org.ts";

const each =
  (object: string, more: (row: Row) => Plain, passes: (row: Row) => boolean = everyRow): Case[1] =>
  (data) =>
    data.rows(object).filter(passes).map(more);
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

const usDate = (date: unknown) => {
  const [year, month, day] = String(date).split("-").map(Number);
  return `${month}/${day}/${year}`;
};
const dollars = (amount: unknown) =>
  `$${number(amount).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const forecast = (row: Row) =>
  ({ BestCase: "Best Case", MostLikely: "Most Likely", Forecast: "Commit" })[
    String(row["ForecastCategory"])
  ] ?? row["ForecastCategory"];

const presented: Case[] = [
  [
    "SELECT Id, toLabel(ForecastCategory) FROM Opportunity",
    each("Opportunity", (row) => ({ Id: row["Id"], ForecastCategory: forecast(row) })),
  ],
  [
    "SELECT ForecastCategory, toLabel(ForecastCategory) label FROM Opportunity",
    each("Opportunity", (row) => ({ ForecastCategory: row["ForecastCategory"], label: forecast(row) })),
  ],
  [
    "SELECT Id FROM Opportunity WHERE toLabel(ForecastCategory) = 'best case'",
    pick("Opportunity", (row) => forecast(row) === "Best Case"),
  ],
  [
    "SELECT Id FROM Event WHERE toLabel(ShowAs) LIKE 'Out%'",
    pick("Event", (row) => row["ShowAs"] === "OutOfOffice"),
  ],
  [
    "SELECT toLabel(Regions__c) FROM Account WHERE Regions__c != null",
    each(
      "Account",
      (row) => fields(row, "Regions__c"),
      (row) => !none(row["Regions__c"]),
    ),
  ],
  [
    "SELECT Amount, FORMAT(Amount) Amt, convertCurrency(Amount) converted, FORMAT(convertCurrency(Amount)) both FROM Opportunity",
    each("Opportunity", (row) => ({
      Amount: row["Amount"],
      Amt: dollars(row["Amount"]),
      converted: row["Amount"],
      both: dollars(row["Amount"]),
    })),
  ],
  [
    "SELECT Id, convertCurrency(AnnualRevenue) FROM Account",
    pick("Account", everyRow, "Id", "AnnualRevenue"),
  ],
  [
    "SELECT FORMAT(CloseDate) FROM Opportunity",
    each("Opportunity", (row) => ({ CloseDate: usDate(row["CloseDate"]) })),
  ],
  [
    "SELECT FORMAT(NumberOfEmployees) FROM Account WHERE NumberOfEmployees > 1000",
    each(
      "Account",
      (row) => ({ NumberOfEmployees: number(row["NumberOfEmployees"]).toLocaleString("en-US") }),
      (row) => number(row["NumberOfEmployees"]) > 1_000,
    ),
  ],
  [
    "SELECT FORMAT(Probability) FROM Opportunity",
    each("Opportunity", (row) => ({ Probability: `${row["Probability"]}%` })),
  ],
  [
    "SELECT FORMAT(Health_Score__c) h FROM Account WHERE Health_Score__c != null",
    each(
      "Account",
      (row) => ({ h: `${number(row["Health_Score__c"]).toFixed(2)}%` }),
      (row) => !none(row["Health_Score__c"]),
    ),
  ],
  [
    "SELECT FORMAT(Daily_Standup__c) FROM Project__c WHERE Daily_Standup__c != null",
    each(
      "Project__c",
      () => ({ Daily_Standup__c: "9:30 AM" }),
      (row) => !none(row["Daily_Standup__c"]),
    ),
  ],
  [
    "SELECT FORMAT(CreatedDate) c FROM Task WHERE CreatedDate = TODAY",
    each(
      "Task",
      () => ({ c: "11/24/2026, 1:00 AM" }),
      (row) => number(row["CreatedDate"]) >= Date.UTC(2026, 10, 24, 8),
    ),
  ],
];

/** Great-circle distance in kilometres by the spherical law of cosines. */
function kilometres(latitude: number, longitude: number, toLatitude: number, toLongitude: number): number {
  const [a, b, c, d] = [latitude, longitude, toLatitude, toLongitude].map(
    (degrees) => (degrees * Math.PI) / 180,
  ) as [number, number, number, number];
  return (
    6371 * Math.acos(Math.min(1, Math.sin(a) * Math.sin(c) + Math.cos(a) * Math.cos(c) * Math.cos(d - b)))
  );
}
const fromBerlin = (row: Row) =>
  kilometres(number(row["Site__Latitude__s"]), number(row["Site__Longitude__s"]), 52, 13);
const fromAustin = (row: Row) =>
  none(row["BillingLatitude"]) || none(row["BillingLongitude"])
    ? null
    : kilometres(number(row["BillingLatitude"]), number(row["BillingLongitude"]), 30, -97) / 1.609344;

const places: Case[] = [
  [
    "SELECT Name FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(52, 13), 'km') < 100",
    pick("Project__c", (row) => fromBerlin(row) < 100, "Name"),
  ],
  [
    "SELECT Name FROM Project__c WHERE DISTANCE(Site__c, GEOLOCATION(52.0, 13.0), 'mi') > 60",
    pick("Project__c", (row) => fromBerlin(row) / 1.609344 > 60, "Name"),
  ],
  [
    "SELECT Id FROM Project__c ORDER BY DISTANCE(Site__c, GEOLOCATION(52, 13), 'km') DESC LIMIT 7",
    (data) =>
      sorted(data.rows("Project__c"), { by: fromBerlin, down: true })
        .slice(0, 7)
        .map((row) => fields(row, "Id")),
  ],
  [
    "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(30, -97), 'mi') < 3000",
    pick("Account", (row) => (fromAustin(row) ?? 1e9) < 3_000),
  ],
  [
    "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(30, -97), 'mi') > 3000",
    pick("Account", (row) => (fromAustin(row) ?? 0) > 3_000),
  ],
  [
    "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, ShippingAddress, 'km') < 5",
    pick("Account", () => false),
  ],
  [
    "SELECT Site__c, Site__Latitude__s FROM Project__c",
    each("Project__c", (row) => ({
      Site__c: { latitude: row["Site__Latitude__s"], longitude: row["Site__Longitude__s"] },
      Site__Latitude__s: row["Site__Latitude__s"],
    })),
  ],
];

const wide = (data: Data, object: string, passes: (row: Row) => boolean, wanted: (name: string) => boolean) =>
  data
    .rows(object)
    .filter(passes)
    .map((row) =>
      Object.fromEntries(
        Object.keys(row)
          .filter(wanted)
          .map((name) => [name, shown(row, name)]),
      ),
    );
const own = (name: string) => /__[cs]$/.test(name);

const manyFields: Case[] = [
  ["SELECT FIELDS(CUSTOM) FROM Account LIMIT 200", (data) => wide(data, "Account", everyRow, own)],
  [
    "SELECT Name, Id, FIELDS(CUSTOM) FROM Contact WHERE Id IN ('003DE00000000GAYAY', '003DE00000000GBYAY')",
    (data) =>
      wide(
        data,
        "Contact",
        (row) => ["003DE00000000GAYAY", "003DE00000000GBYAY"].includes(String(row["Id"])),
        (name) => own(name) || name === "Id" || name === "Name",
      ),
  ],
  ["SELECT FIELDS(STANDARD) FROM UserRole", (data) => wide(data, "UserRole", everyRow, (name) => !own(name))],
  ["SELECT FIELDS(ALL) FROM UserRole LIMIT 200", (data) => wide(data, "UserRole", everyRow, () => true)],
  [
    "SELECT Id, (SELECT FIELDS(CUSTOM) FROM Contacts LIMIT 200) FROM Account WHERE Name = 'Umbra Studios'",
    (data) =>
      data
        .rows("Account")
        .filter((row) => row["Name"] === "Umbra Studios")
        .map((row) => ({
          Id: row["Id"],
          Contacts: wide(data, "Contact", (child) => child["AccountId"] === row["Id"], own),
        })),
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

export const displayCases: Case[] = [
  ...sorting,
  ...paging,
  ...presented,
  ...places,
  ...manyFields,
  ...clauses,
];
