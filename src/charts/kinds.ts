import type { Chart, ChartType } from "./chart.ts";

/** Slices that are still compared. */
const mostSlices = 8;
const mostSteps = 15;

/** The kinds of picture that show this chart's table truly; its own is among them. */
export function kindsFor({ type, columns, rows, sums, time }: Chart): (ChartType | "metric")[] {
  if (type === "scatter" || type === "metric") return [type];
  const axes: ChartType[] = ["column", "bar", "line", "area"];
  const single = columns.length === 2;
  const parts =
    sums && single && !time && rows.every(([, figure]) => typeof figure !== "number" || figure >= 0);
  const more: ChartType[] = [
    ...(parts && rows.length <= mostSlices ? (["pie", "donut"] as const) : []),
    ...(parts && rows.length <= mostSteps ? (["funnel"] as const) : []),
  ];
  const all = [...axes, ...more];
  return all.includes(type) ? all : [type, ...all];
}
