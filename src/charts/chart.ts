/** The kinds of picture that can be asked for. */
export const chartTypes = ["column", "bar", "line", "area", "pie", "donut", "funnel", "scatter"] as const;

export type ChartType = (typeof chartTypes)[number];

/** What stands in a cell of a chart's table: a category's text, or a figure; null for no figure. */
export type Cell = string | number | null;

/**
 * One picture, as a table and what is needed to draw it. The first column holds the categories or points in time, each
 * further one the figures of one series. A scatter's columns are the points' names, x and y.
 */
export interface Chart {
  title: string;
  /** Filters and the like; empty for none. */
  subtitle: string;
  /** `metric` is a single figure, as dashboards show it. */
  type: ChartType | "metric";
  stacked: boolean;
  /** Of distinct labels. */
  columns: string[];
  rows: Cell[][];
  /** What the figures are: `Sum of Amount`. */
  y: string;
  /** What tells the series from one another: `Opportunity Owner`; empty where each is a figure of its own. */
  series: string;
  /** How the figures of each column but the first are shown; see figures.ts. */
  patterns: string[];
  /** Whether figures can be added up, as parts of a whole can. */
  sums: boolean;
  /** Whether the categories are points in time, as times.ts writes them. */
  time: boolean;
  /** Where Salesforce shows the same; empty for nowhere. */
  open: string;
}

/** The pictures of one answer; a dashboard has several, and a title over them. */
export interface Charts {
  title: string;
  subtitle: string;
  open: string;
  charts: Chart[];
}
