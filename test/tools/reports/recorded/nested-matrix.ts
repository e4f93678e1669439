import { factMap, groupings } from "./report-parts.ts";

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

const grouping = (name: string) => ({
  dateGranularity: "None",
  name,
  sortAggregate: null,
  sortOrder: "Asc",
});

const extendedMetadata = {
  aggregateColumnInfo: { rowCount: { dataType: "string", label: "Row Sum" } },
  availableDashboardSettings: null,
  detailColumnInfo: { column: { dataType: "double", filterable: true, label: "label" } },
  groupingColumnInfo: Object.fromEntries(
    ["Product", "Delivery Day", "Supervisor", "Worker"].map((label, index) => [
      label,
      { dataType: "string", filterable: true, groupingLevel: index % 2, label },
    ]),
  ),
};

const metadata = {
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
  return {
    allData: true,
    factMap: factMap([supervisors, days], rows, counted, () => [{ label: "1", value: 1 }]),
    groupingsAcross: { groupings: days },
    groupingsDown: { groupings: supervisors },
    hasDetailRows: true,
    picklistColors: {},
    reportExtendedMetadata: extendedMetadata,
    reportMetadata: metadata,
  };
}
