import { type Case, everyRow, none, number, pick, sorted } from "../random/evaluate.ts";
import { type Data, fields, type Plain, type Row, shown } from "../random/plain-data.ts";

const each =
  (object: string, more: (row: Row) => Plain, passes: (row: Row) => boolean = everyRow): Case[1] =>
  (data) =>
    data.rows(object).filter(passes).map(more);
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
    "SELECT Id, toLabel(Account.Type), FORMAT(Account.AnnualRevenue) FROM Contact",
    (data) =>
      data.rows("Contact").map((row) => {
        const account = data.find(row["AccountId"]);
        const revenue = account?.["AnnualRevenue"] ?? null;
        const shownRevenue = none(revenue) ? null : dollars(revenue);
        return {
          Id: row["Id"],
          Account: account ? { Type: account["Type"], AnnualRevenue: shownRevenue } : null,
        };
      }),
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

export const displayCases: Case[] = [...presented, ...places, ...manyFields];
