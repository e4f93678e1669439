/**
 * Answers of the Analytics API as real orgs gave them (v29 and v47, includeDetails=true), kept as facts and
 * written out in Salesforce's shape: a matrix of opportunities and a summary of accounts from an org with
 * British settings, and an anonymised matrix with two levels on both axes.
 */

interface Cell {
  label: string;
  value: unknown;
}

interface Group extends Cell {
  key: string;
  groupings: Group[];
}

interface Fact {
  aggregates: Cell[];
  rows: { dataCells: Cell[] }[];
}

/** `Edge Communications~00158…`: a label and, where it differs, the value behind it; `-` is empty. */
function cell(text: string): Cell {
  const [label = "", value = label] = text.split("~");
  return { label, value: label === "-" ? null : value };
}

const pounds = (amount: number, digits: number) =>
  `£${amount.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;

function money(amount: number | null, digits: number): Cell {
  if (amount === null) return { label: "-", value: null };
  return { label: pounds(amount, digits), value: { currency: null, amount } };
}

type Names = readonly (string | readonly [string, Names])[];

function groupings(names: Names, above = ""): Group[] {
  return names.map((name, index) => {
    const key = `${above}${index}`;
    const [text, inner] = typeof name === "string" ? [name, []] : name;
    return { ...cell(text), key, groupings: groupings(inner, `${key}_`) };
  });
}

function keysOf(groups: readonly Group[]): string[] {
  return groups.flatMap(({ key, groupings: inner }) => [key, ...keysOf(inner)]);
}

const isWithin = (leaf: string, key: string) => key === "T" || leaf === key || leaf.startsWith(`${key}_`);

/** The whole cross product of both axes, as Salesforce answers it; `rows` are the rows of the leaves. */
function factMap<Row>(
  [down, across]: readonly [Group[], Group[]],
  rows: Readonly<Record<string, readonly Row[]>>,
  aggregates: (rows: readonly Row[], key: string) => Cell[],
  dataCells: (row: Row) => Cell[],
): Record<string, Fact> {
  const keys = ["T", ...keysOf(down)].flatMap((row) =>
    ["T", ...keysOf(across)].map((column) => [row, column]),
  );
  return Object.fromEntries(
    keys.map(([row = "", column = ""]) => {
      const key = `${row}!${column}`;
      const inside = Object.entries(rows).flatMap(([leaf, found]) => {
        const [leafRow = "", leafColumn = ""] = leaf.split("!");
        return isWithin(leafRow, row) && isWithin(leafColumn, column) ? found : [];
      });
      const own = (rows[key] ?? []).map((each) => ({ dataCells: dataCells(each) }));
      return [key, { aggregates: aggregates(inside, key), rows: own }];
    }),
  );
}

const noContext = { acrossGroupingContext: null, downGroupingContext: null };

type Opportunity = readonly [name: string, amount: number, fiscalQuarter: string];

const opportunities: Record<string, readonly Opportunity[]> = {
  "0_0!0": [["Edge Installation~00658000002PyUJAA0", 50_000, "Q2-2013"]],
  "0_0!3": [["Edge SLA~00658000002PyUKAA0", 60_000, "Q3-2007"]],
  "0_1!2": [["GenePoint SLA~00658000002PyUHAA0", 30_000, "Q4-2013"]],
  "0_2!5": [["Grand Hotels SLA~00658000002PyUUAA0", 90_000, "Q1-2014"]],
  "0_2!6": [["Grand Hotels Generator Installations~00658000002PyUMAA0", 350_000, "Q2-2014"]],
  "0_3!0": [["United Oil Installations~00658000002PyUSAA0", 235_000, "Q2-2013"]],
  "0_3!1": [["United Oil Standby Generators~00658000002PyUVAA0", 120_000, "Q3-2013"]],
  "0_3!3": [
    ["United Oil Emergency Generators~00658000002PyUTAA0", 440_000, "Q3-2007"],
    ["United Oil SLA~00658000002PyUAAA0", 120_000, "Q4-2013"],
  ],
  "0_3!5": [["United Oil Installations~00658000002PyULAA0", 270_000, "Q1-2014"]],
  "0_4!3": [["University of AZ SLA~00658000002PyUQAA0", 90_000, "Q3-2007"]],
  "1_0!4": [["Burlington Textiles Weaving Plant Generator~00658000002PyURAA0", 235_000, "Q1-2014"]],
  "1_1!0": [["Edge Emergency Generator~00658000002PyUCAA0", 75_000, "Q2-2013"]],
  "1_2!5": [["Express Logistics Standby Generator~00658000002PyU6AAK", 220_000, "Q1-2014"]],
  "1_3!3": [["GenePoint Standby Generator~00658000002PyU7AAK", 85_000, "Q3-2007"]],
  "1_4!5": [["Grand Hotels Emergency Generators~00658000002PyUWAA0", 210_000, "Q1-2014"]],
  "1_5!3": [["United Oil Refinery Generators~00658000002PyUNAA0", 915_000, "Q3-2007"]],
  "1_6!3": [["University of AZ Portable Generators~00658000002PyUDAA0", 50_000, "Q3-2007"]],
};

const owner = "Chris Hall~00558000000FkaVAAS";

/** Opportunities by type and account, across months: 12 accounts, 7 months, 120 facts of which 49 hold rows. */
export function recordedMatrix(): object {
  const months = groupings([
    "May 2013~2013-05-01",
    "September 2013~2013-09-01",
    "October 2013~2013-10-01",
    "December 2013~2013-12-01",
    "February 2014~2014-02-01",
    "March 2014~2014-03-01",
    "April 2014~2014-04-01",
  ]);
  const edge = "Edge Communications~00158000002dk2KAAQ";
  const genePoint = "GenePoint~00158000002dk2UAAQ";
  const hotels = "Grand Hotels & Resorts Ltd~00158000002dk2OAAQ";
  const oil = "United Oil & Gas Corp.~00158000002dk2PAAQ";
  const arizona = "University of Arizona~00158000002dk2RAAQ";
  const burlington = "Burlington Textiles Corp of America~00158000002dk2LAAQ";
  const express = "Express Logistics and Transport~00158000002dk2QAAQ";
  const types = groupings([
    ["Existing Customer - Upgrade", [edge, genePoint, hotels, oil, arizona]],
    ["New Customer", [burlington, edge, express, genePoint, hotels, oil, arizona]],
  ]);
  const sum = (rows: readonly Opportunity[]) => rows.reduce((total, [, amount]) => total + amount, 0);
  const total = (rows: readonly Opportunity[]) => [{ label: pounds(sum(rows), 2), value: sum(rows) }];
  const cells = ([name, amount, quarter]: Opportunity) => [
    cell(name),
    money(amount, 2),
    cell("Closed Won"),
    cell(quarter),
    cell(owner),
  ];
  const at = "/services/data/v29.0/analytics/reports/00O58000000quDdEAI";
  return {
    allData: true,
    attributes: {
      describeUrl: `${at}/describe`,
      instancesUrl: `${at}/instances`,
      reportId: "00O58000000quDdEAI",
      reportName: "[Analytics API Test] Basic Matrix",
      type: "Report",
    },
    factMap: factMap([types, months], opportunities, total, cells),
    groupingsAcross: { groupings: months },
    groupingsDown: { groupings: types },
    hasDetailRows: true,
    reportExtendedMetadata: {
      aggregateColumnInfo: { "s!AMOUNT": { ...noContext, dataType: "currency", label: "Sum of Amount" } },
      detailColumnInfo: {
        AMOUNT: { dataType: "currency", label: "Amount" },
        FISCAL_QUARTER: { dataType: "string", label: "Fiscal Period" },
        FULL_NAME: { dataType: "string", label: "Opportunity Owner" },
        OPPORTUNITY_NAME: { dataType: "string", label: "Opportunity Name" },
        STAGE_NAME: { dataType: "picklist", label: "Stage" },
      },
      groupingColumnInfo: {
        ACCOUNT_NAME: { dataType: "string", groupingLevel: 1, label: "Account Name" },
        CLOSE_DATE: { dataType: "date", groupingLevel: 0, label: "Close Date" },
        TYPE: { dataType: "picklist", groupingLevel: 0, label: "Type" },
      },
    },
    reportMetadata: {
      aggregates: ["s!AMOUNT"],
      currency: null,
      detailColumns: ["OPPORTUNITY_NAME", "AMOUNT", "STAGE_NAME", "FISCAL_QUARTER", "FULL_NAME"],
      developerName: "Analytics_API_Test_Basic_Matrix",
      groupingsAcross: [{ dateGranularity: "Month", name: "CLOSE_DATE", sortOrder: "Asc" }],
      groupingsDown: [
        { dateGranularity: "None", name: "TYPE", sortOrder: "Asc" },
        { dateGranularity: "None", name: "ACCOUNT_NAME", sortOrder: "Asc" },
      ],
      id: "00O58000000quDdEAI",
      name: "[Analytics API Test] Basic Matrix",
      reportBooleanFilter: null,
      reportFilters: [],
      reportFormat: "MATRIX",
      reportType: { label: "Opportunities", type: "Opportunity" },
    },
  };
}

type Account = readonly [
  name: string,
  state: string,
  rating: string,
  industry: string,
  revenue: number | null,
];

const accounts: Record<string, readonly Account[]> = {
  "0!T": [
    ["Burlington Textiles Corp of America~00158000002dk2LAAQ", "NC", "Warm", "Apparel", 350_000_000],
    ["Edge Communications~00158000002dk2KAAQ", "TX", "Hot", "Electronics", 139_000_000],
    ["Grand Hotels & Resorts Ltd~00158000002dk2OAAQ", "IL", "Warm", "Hospitality", 500_000_000],
    ["Python Inc~00158000002JCJLAA4", "Greater London", "Warm", "Technology", null],
    ["United Oil & Gas, Singapore~00158000002dk2TAAQ", "Singapore", "-", "Energy", null],
    ["United Oil & Gas, UK~00158000002dk2SAAQ", "UK", "-", "Energy", null],
    ["United Oil & Gas Corp.~00158000002dk2PAAQ", "NY", "Hot", "Energy", 5_600_000_000],
    ["University of Arizona~00158000002dk2RAAQ", "AZ", "Warm", "Education", null],
  ],
  "1!T": [
    ["Dickenson plc~00158000002dk2NAAQ", "KS", "-", "Consulting", 50_000_000],
    ["Express Logistics and Transport~00158000002dk2QAAQ", "OR", "Cold", "Transportation", 950_000_000],
    ["GenePoint~00158000002dk2UAAQ", "CA", "Cold", "Biotechnology", 30_000_000],
    ["Pyramid Construction Inc.~00158000002dk2MAAQ", "-", "-", "Construction", 950_000_000],
    ["sForce~00158000002dk2VAAQ", "CA", "Warm", "-", 900_000_000],
  ],
};

/** Accounts by type, with two figures. */
export function recordedSummary(): object {
  const types = groupings(["Customer - Direct", "Customer - Channel"]);
  const figures = (rows: readonly Account[]) => {
    const sum = rows.reduce((total, [, , , , revenue]) => total + (revenue ?? 0), 0);
    return [
      { label: pounds(sum, 0), value: sum },
      { label: String(rows.length), value: rows.length },
    ];
  };
  const cells = ([name, state, rating, industry, revenue]: Account) => [
    ...[owner, name, state, rating, industry, "16/01/2016~2016-01-16"].map(cell),
    money(revenue, 0),
  ];
  const at = "/services/data/v29.0/analytics/reports/00O58000000qu8wEAA";
  return {
    allData: true,
    attributes: {
      describeUrl: `${at}/describe`,
      instancesUrl: `${at}/instances`,
      reportId: "00O58000000qu8wEAA",
      reportName: "[Analytics API Test] Basic Summary",
      type: "Report",
    },
    factMap: factMap([types, []], accounts, figures, cells),
    groupingsAcross: { groupings: [] },
    groupingsDown: { groupings: types },
    hasDetailRows: true,
    reportExtendedMetadata: {
      aggregateColumnInfo: {
        RowCount: { ...noContext, dataType: "int", label: "Record Count" },
        "s!SALES": { ...noContext, dataType: "currency", label: "Sum of Annual Revenue" },
      },
      detailColumnInfo: {
        "ACCOUNT.NAME": { dataType: "string", label: "Account Name" },
        ADDRESS1_STATE: { dataType: "string", label: "Billing State/Province" },
        CREATED_DATE: { dataType: "datetime", label: "Created Date" },
        INDUSTRY: { dataType: "picklist", label: "Industry" },
        RATING: { dataType: "picklist", label: "Rating" },
        SALES: { dataType: "currency", label: "Annual Revenue" },
        "USERS.NAME": { dataType: "string", label: "Account Owner" },
      },
      groupingColumnInfo: { TYPE: { dataType: "picklist", groupingLevel: 0, label: "Type" } },
    },
    reportMetadata: {
      aggregates: ["s!SALES", "RowCount"],
      currency: null,
      detailColumns: [
        "USERS.NAME",
        "ACCOUNT.NAME",
        "ADDRESS1_STATE",
        "RATING",
        "INDUSTRY",
        "CREATED_DATE",
        "SALES",
      ],
      developerName: "Analytics_API_Test_Basic_Summary",
      groupingsAcross: [],
      groupingsDown: [{ dateGranularity: "None", name: "TYPE", sortOrder: "Asc" }],
      id: "00O58000000qu8wEAA",
      name: "[Analytics API Test] Basic Summary",
      reportBooleanFilter: null,
      reportFilters: [],
      reportFormat: "SUMMARY",
      reportType: { label: "Accounts", type: "AccountList" },
    },
  };
}

/** How many rows each leaf of the anonymised matrix holds. */
const deliveries: Record<string, number> = {
  "0_0!0_2": 1,
  "0_1!0_2": 1,
  "1_0!0_1": 2,
  "1_1!0_2": 1,
  "1_2!0_1": 3,
  "1_3!0_1": 2,
  "1_3!0_2": 3,
  "1_4!0_1": 2,
  "1_4!0_2": 2,
  "1_4!0_3": 1,
  "1_5!0_0": 1,
  "1_5!0_2": 1,
  "2_0!0_1": 1,
  "3_0!0_2": 1,
  "3_1!0_1": 1,
  "3_2!0_1": 1,
};

/**
 * Workers by supervisor, across days by product; its aggregate is named `rowCount`. Whoever anonymised it
 * wrote the keys into the labels of the leaves, so that labels and values differ there.
 */
export function recordedNestedMatrix(): object {
  const worker = (number: number) => `Worker${number}~randomID`;
  const days = groupings([
    ["Product~ProductValue", ["DeliveryDay1", "DeliveryDay2", "DeliveryDay3", "DeliveryDay4"]],
  ]);
  const supervisors = groupings([
    ["Supervisor1~randomID", [1, 2].map(worker)],
    ["Supervisor2~randomID", [3, 4, 5, 6, 7, 8].map(worker)],
    ["Supervisor3~randomID", [9].map(worker)],
    ["Supervisor4~randomID", [10, 11, 12].map(worker)],
  ]);
  const rows = Object.fromEntries(
    Object.entries(deliveries).map(([key, count]) => [key, Array.from({ length: count }, () => 1)]),
  );
  const counted = (found: readonly number[], key: string) => {
    const isLeaf = /_.*!.*_/.test(key);
    return [{ label: isLeaf ? key : String(found.length), value: found.length }];
  };
  const grouping = (name: string) => ({
    dateGranularity: "None",
    name,
    sortAggregate: null,
    sortOrder: "Asc",
  });
  return {
    allData: true,
    factMap: factMap([supervisors, days], rows, counted, () => [{ label: "1", value: 1 }]),
    groupingsAcross: { groupings: days },
    groupingsDown: { groupings: supervisors },
    hasDetailRows: true,
    picklistColors: {},
    reportExtendedMetadata: {
      aggregateColumnInfo: { rowCount: { dataType: "string", label: "Row Sum" } },
      availableDashboardSettings: null,
      detailColumnInfo: { column: { dataType: "double", filterable: true, label: "label" } },
      groupingColumnInfo: Object.fromEntries(
        ["Product", "Delivery Day", "Supervisor", "Worker"].map((label, index) => [
          label,
          { dataType: "string", filterable: true, groupingLevel: index % 2, label },
        ]),
      ),
    },
    reportMetadata: {
      aggregates: ["rowCount"],
      detailColumns: ["column"],
      groupingsAcross: [grouping("Product"), grouping("Delivery Day")],
      groupingsDown: [grouping("Supervisor"), grouping("Worker")],
      hasRecordCount: false,
      id: "randomID",
      name: "name",
      reportBooleanFilter: null,
      reportFilters: [],
      reportFormat: "MATRIX",
      reportType: { label: "ReportName", type: "ReportNameAPI" },
    },
  };
}
