import type { Charts } from "../../charts/chart.ts";

/** Charts, and what is to be said of each. */
export interface ToldCharts extends Charts {
  notes: string[][];
}
