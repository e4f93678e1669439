import type { Chart } from "../chart.ts";
import { timeLabel } from "../times.ts";

const longestName = 100;

/** A name of the org as part of a question: in one line, in quotes, and no longer than a name. */
function quoted(name: string): string {
  const plain = name
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .replaceAll('"', "'")
    .trim();
  return `"${plain.length > longestName ? `${plain.slice(0, longestName)}…` : plain}"`;
}

/** What a click on a part of a chart asks. */
export function questionOn(chart: Chart, category: string, series: string | undefined): string {
  const [x = ""] = chart.columns;
  const place = `${quoted(x)} is ${quoted(chart.time ? timeLabel(category) : category)}`;
  const part = chart.series !== "" && series ? ` and ${quoted(chart.series)} is ${quoted(series)}` : "";
  return `In the chart ${quoted(chart.title)}: which records are behind the figures where ${place}${part}?`;
}
