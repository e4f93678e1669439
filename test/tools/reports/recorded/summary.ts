import { cell, factMap, groupings, money, noContext, owner, pounds } from "./report-parts.ts";

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

const extendedMetadata = {
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
};

const metadata = {
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
    reportExtendedMetadata: extendedMetadata,
    reportMetadata: metadata,
  };
}
