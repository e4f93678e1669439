/**
 * Shapes of the Reports and Dashboards REST API, as its developer guide (v67) and recorded answers have
 * them. Everything a real org may leave out is optional.
 */

/** One group of rows; `key` is its path of indices (`0_1`), the half of a factMap key. */
export interface ReportGrouping {
  key: string;
  label: string;
  value: unknown;
  groupings?: ReportGrouping[];
}

/** A figure or a detail cell: what the user sees, and what it is. */
export interface ReportCell {
  label?: string | null;
  value?: unknown;
}

export interface ReportFact {
  /** In the order of `reportMetadata.aggregates`. */
  aggregates?: ReportCell[];
  /** `dataCells` in the order of `reportMetadata.detailColumns`. */
  rows?: { dataCells: ReportCell[] }[];
}

export interface ReportFilter {
  column: string;
  operator: string;
  value: string;
}

export interface ReportGroupingInfo {
  name: string;
  dateGranularity?: string;
  sortOrder?: string;
}

export interface StandardDateFilter {
  column: string | null;
  durationValue: string | null;
  startDate: string | null;
  endDate: string | null;
}

export interface ReportMetadata {
  id: string;
  name: string;
  description?: string | null;
  reportFormat: string;
  reportType?: { type: string; label: string };
  aggregates: string[];
  detailColumns: string[];
  groupingsDown: ReportGroupingInfo[];
  groupingsAcross: ReportGroupingInfo[];
  reportFilters: ReportFilter[];
  reportBooleanFilter?: string | null;
  standardDateFilter?: StandardDateFilter | null;
  standardFilters?: { name: string; value: string }[] | null;
  scope?: string;
  /** Conditions on related records, which a run cannot change. */
  crossFilters?: unknown[] | null;
  /** The report shows only its first or last rows. */
  topRows?: { rowLimit?: number; direction?: string } | null;
  currency?: string | null;
}

export interface ReportColumnInfo {
  label: string;
  dataType: string;
  filterable?: boolean;
  /** What a picklist offers, empty for other columns; `inactive…` what it once did. */
  filterValues?: { name: string; label: string }[];
  inactiveFilterValues?: { name: string; label: string }[];
}

interface ReportExtendedMetadata {
  aggregateColumnInfo: Record<string, ReportColumnInfo>;
  detailColumnInfo: Record<string, ReportColumnInfo>;
  groupingColumnInfo: Record<string, ReportColumnInfo>;
}

export interface ReportTypeMetadata {
  categories?: { label: string; columns: Record<string, ReportColumnInfo> }[];
  dataTypeFilterOperatorMap?: Record<string, { name: string; label: string }[]>;
  scopeInfo?: { defaultValue: string; values: { value: string; label: string }[] };
  standardDateFilterDurationGroups?: {
    label: string;
    standardDateFilterDurations: { value: string; label: string; startDate?: string; endDate?: string }[];
  }[];
  standardFilterInfos?: Record<string, { label: string; filterValues: { name: string; label: string }[] }>;
}

/** `GET /analytics/reports/{id}/describe`. */
export interface ReportDescribe {
  reportMetadata: ReportMetadata;
  reportExtendedMetadata: ReportExtendedMetadata;
  reportTypeMetadata?: ReportTypeMetadata;
}

/** A report that was run, at once or as an instance. */
export interface ReportResult {
  attributes?: { status?: string; reportName?: string } | null;
  /** False when there were more than 2,000 detail rows; aggregates are complete all the same. */
  allData: boolean;
  factMap: Record<string, ReportFact>;
  groupingsDown?: { groupings: ReportGrouping[] } | null;
  groupingsAcross?: { groupings: ReportGrouping[] } | null;
  hasDetailRows: boolean;
  reportMetadata: ReportMetadata;
  reportExtendedMetadata: ReportExtendedMetadata;
}

/** One asynchronous run of a report. */
export interface ReportInstance {
  id: string;
  status: string;
}

export interface DashboardComponent {
  id: string;
  /** Index into `componentData`; none for texts and images. */
  componentData?: number | null;
  header?: string | null;
  footer?: string | null;
  title?: string | null;
  reportId?: string | null;
  type?: string;
  properties?: {
    visualizationType?: string;
    aggregates?: { name: string }[] | null;
    groupings?: { name: string }[] | null;
    maxRows?: number | null;
  } | null;
}

export interface DashboardFilterOption {
  id: string;
  alias?: string | null;
  operation?: string | null;
  value?: string | null;
  startValue?: string | null;
  endValue?: string | null;
}

interface DashboardFilter {
  name: string;
  options: DashboardFilterOption[];
  selectedOption?: number | string | null;
}

/** `GET /analytics/dashboards/{id}`. */
export interface DashboardResult {
  componentData: {
    componentId: string;
    reportResult?: ReportResult | null;
    status?: {
      dataStatus?: string;
      refreshStatus?: string;
      refreshDate?: string | null;
      errorCode?: string | null;
      errorMessage?: string | null;
    } | null;
  }[];
  dashboardMetadata: {
    id: string;
    name: string;
    description?: string | null;
    components: DashboardComponent[];
    /** Places in `components`, by column; or a cell of a grid for each, in their order. */
    layout?: {
      columns?: { components?: number[] }[] | null;
      gridLayout?: boolean;
      components?: { row?: number; column?: number }[] | null;
    } | null;
    filters?: DashboardFilter[] | null;
    runningUser?: { displayName: string; id: string } | null;
  };
}

/** `GET /analytics/dashboards/{id}/status`. */
export interface DashboardStatus {
  componentStatus: { componentId: string; refreshDate: string | null; refreshStatus: string }[];
}
