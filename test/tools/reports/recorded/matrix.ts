import { cell, factMap, groupings, money, noContext, owner, pounds } from "./report-parts.ts";

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

const extendedMetadata = {
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
};

const metadata = {
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
};

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
    reportExtendedMetadata: extendedMetadata,
    reportMetadata: metadata,
  };
}
