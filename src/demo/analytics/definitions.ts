import { dashboardIds, reportIds } from "../store/fixed-ids.ts";
import { numberedId, to18 } from "../store/ids.ts";
import { type ReportType, reportTypes } from "./report-types.ts";

export interface Filter {
  column: string;
  operator: string;
  value: string;
}

export interface GroupingDefinition {
  name: string;
  dateGranularity: "None" | "Day" | "Month" | "Quarter" | "Year" | "FiscalQuarter" | "FiscalYear";
  sortOrder: "Asc" | "Desc";
}

/** A summary formula, computed for every group from its figures. */
interface FormulaDefinition {
  name: string;
  label: string;
  dataType: "percent" | "currency" | "double";
  decimals: number;
  /** As Salesforce writes it. */
  formula: string;
  /** Of the group's aggregates by name (`RowCount`, `s!AMOUNT`); null where it cannot be computed. */
  compute(figure: (name: string) => number | null): number | null;
}

export interface DateFilter {
  column: string;
  durationValue: string;
  startDate: string | null;
  endDate: string | null;
}

export interface ReportDefinition {
  id: string;
  name: string;
  developerName: string;
  description: string | null;
  format: "TABULAR" | "SUMMARY" | "MATRIX";
  type: ReportType;
  detailColumns: readonly string[];
  /** `RowCount`, `s!`, `a!`, `m!` (smallest) or `mx!` (largest) with a column, or a formula's name. */
  aggregates: readonly string[];
  formulas: readonly FormulaDefinition[];
  down: readonly GroupingDefinition[];
  across: readonly GroupingDefinition[];
  filters: readonly Filter[];
  booleanFilter: string | null;
  dateFilter: DateFilter;
  sortBy: readonly { sortColumn: string; sortOrder: "Asc" | "Desc" }[];
}

function grouping(
  name: string,
  dateGranularity: GroupingDefinition["dateGranularity"] = "None",
): GroupingDefinition {
  return { name, dateGranularity, sortOrder: "Asc" };
}

function everything(column: string): DateFilter {
  return { column, durationValue: "CUSTOM", startDate: null, endDate: null };
}

const plain = {
  description: null,
  aggregates: ["RowCount"],
  formulas: [],
  down: [],
  across: [],
  filters: [],
  booleanFilter: null,
  sortBy: [],
} as const;

const winRate: FormulaDefinition = {
  name: "FORMULA1",
  label: "Win Rate",
  dataType: "percent",
  decimals: 1,
  formula: "WON:SUM/RowCount",
  compute(figure) {
    const rows = figure("RowCount");
    return rows ? ((figure("s!WON") ?? 0) / rows) * 100 : null;
  },
};

export const reports: readonly ReportDefinition[] = [
  {
    ...plain,
    id: reportIds.contactDirectory,
    name: "Contact Directory",
    developerName: "Contact_Directory",
    description: "Every contact with its account",
    format: "TABULAR",
    type: reportTypes.contacts,
    detailColumns: ["FIRST_NAME", "LAST_NAME", "TITLE", "EMAIL", "PHONE1", "ACCOUNT.NAME", "ADDRESS2_CITY"],
    dateFilter: everything("CREATED_DATE"),
    sortBy: [{ sortColumn: "LAST_NAME", sortOrder: "Asc" }],
  },
  {
    ...plain,
    id: reportIds.allActivities,
    name: "All Activities",
    developerName: "All_Activities",
    description: "More rows than a report can show at once",
    format: "TABULAR",
    type: reportTypes.activities,
    detailColumns: ["SUBJECT", "DUE_DATE", "STATUS", "PRIORITY", "ASSIGNED"],
    dateFilter: everything("CREATED_DATE"),
  },
  {
    ...plain,
    id: reportIds.pipelineByStage,
    name: "Open Pipeline by Stage",
    developerName: "Open_Pipeline_by_Stage",
    description: "Open opportunities by stage and owner",
    format: "SUMMARY",
    type: reportTypes.opportunities,
    detailColumns: ["OPPORTUNITY_NAME", "ACCOUNT_NAME", "AMOUNT", "CLOSE_DATE", "PROBABILITY"],
    aggregates: ["s!AMOUNT", "RowCount"],
    down: [grouping("STAGE_NAME"), grouping("FULL_NAME")],
    filters: [{ column: "CLOSED", operator: "equals", value: "False" }],
    dateFilter: everything("CLOSE_DATE"),
  },
  {
    ...plain,
    id: reportIds.wonByIndustryAndQuarter,
    name: "Won Amount by Industry and Quarter",
    developerName: "Won_Amount_by_Industry_and_Quarter",
    description: "Closed won opportunities of the last eight quarters",
    format: "MATRIX",
    type: reportTypes.opportunities,
    detailColumns: ["OPPORTUNITY_NAME", "AMOUNT", "CLOSE_DATE"],
    aggregates: ["s!AMOUNT", "RowCount"],
    down: [grouping("INDUSTRY")],
    across: [grouping("CLOSE_DATE", "Quarter")],
    filters: [{ column: "WON", operator: "equals", value: "True" }],
    dateFilter: { column: "CLOSE_DATE", durationValue: "LAST_N_DAYS:730", startDate: null, endDate: null },
  },
  {
    ...plain,
    id: reportIds.urgentCases,
    name: "Urgent Cases",
    developerName: "Urgent_Cases",
    description: "Open cases that are high in priority or came by phone",
    format: "SUMMARY",
    type: reportTypes.cases,
    detailColumns: ["CASE_NUMBER", "SUBJECT", "ACCOUNT.NAME", "ORIGIN", "CREATED_DATE"],
    down: [grouping("PRIORITY"), grouping("STATUS")],
    filters: [
      { column: "CLOSED", operator: "equals", value: "False" },
      { column: "PRIORITY", operator: "equals", value: "High" },
      { column: "ORIGIN", operator: "equals", value: "Phone" },
    ],
    booleanFilter: "1 AND (2 OR 3)",
    dateFilter: everything("CREATED_DATE"),
  },
  {
    ...plain,
    id: reportIds.winRateByLeadSource,
    name: "Win Rate by Lead Source",
    developerName: "Win_Rate_by_Lead_Source",
    description: "How often closed opportunities were won, and for how much",
    format: "SUMMARY",
    type: reportTypes.opportunities,
    detailColumns: ["OPPORTUNITY_NAME", "STAGE_NAME", "AMOUNT", "CLOSE_DATE"],
    aggregates: ["RowCount", "s!WON", "a!AMOUNT", "FORMULA1"],
    formulas: [winRate],
    down: [grouping("LEAD_SOURCE")],
    filters: [{ column: "CLOSED", operator: "equals", value: "True" }],
    dateFilter: everything("CLOSE_DATE"),
  },
];

/** The report of an id of 15 or 18 characters. */
export function reportWithId(id: string): ReportDefinition | undefined {
  return reports.find((report) => report.id === to18(id));
}

interface ComponentDefinition {
  id: string;
  title: string;
  reportId: string;
  visualizationType: "Metric" | "Bar" | "Column" | "Donut" | "FlexTable";
}

export interface DashboardFilterDefinition {
  name: string;
  /** The report column it filters, in every component whose report has it. */
  column: string;
  options: readonly { id: string; alias: string | null; operation: string; value: string }[];
}

export interface DashboardDefinition {
  id: string;
  name: string;
  developerName: string;
  description: string | null;
  components: readonly ComponentDefinition[];
  filters: readonly DashboardFilterDefinition[];
}

export const dashboards: readonly DashboardDefinition[] = [
  {
    id: dashboardIds.sales,
    name: "Sales Overview",
    developerName: "Sales_Overview",
    description: "Pipeline, wins and win rate",
    components: [
      {
        id: numberedId("01a", 1),
        title: "Open pipeline",
        reportId: reportIds.pipelineByStage,
        visualizationType: "Bar",
      },
      {
        id: numberedId("01a", 2),
        title: "Won by quarter",
        reportId: reportIds.wonByIndustryAndQuarter,
        visualizationType: "Column",
      },
      {
        id: numberedId("01a", 3),
        title: "Win rate",
        reportId: reportIds.winRateByLeadSource,
        visualizationType: "FlexTable",
      },
    ],
    filters: [
      {
        name: "Opportunity Type",
        column: "TYPE",
        options: [
          { id: numberedId("0IC", 1), alias: "New customers", operation: "equals", value: "New Customer" },
          {
            id: numberedId("0IC", 2),
            alias: null,
            operation: "equals",
            value: "Existing Customer - Upgrade",
          },
          {
            id: numberedId("0IC", 3),
            alias: null,
            operation: "equals",
            value: "Existing Customer - Replacement",
          },
        ],
      },
      {
        name: "Lead Source",
        column: "LEAD_SOURCE",
        options: [
          { id: numberedId("0IC", 4), alias: null, operation: "equals", value: "Web" },
          { id: numberedId("0IC", 5), alias: "Referrals", operation: "contains", value: "Referral" },
        ],
      },
    ],
  },
  {
    id: dashboardIds.service,
    name: "Service Desk",
    developerName: "Service_Desk",
    description: null,
    components: [
      {
        id: numberedId("01a", 4),
        title: "Urgent cases",
        reportId: reportIds.urgentCases,
        visualizationType: "Donut",
      },
      {
        id: numberedId("01a", 5),
        title: "How many",
        reportId: reportIds.urgentCases,
        visualizationType: "Metric",
      },
    ],
    filters: [],
  },
];
