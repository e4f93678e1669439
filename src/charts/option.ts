import type { EChartsCoreOption } from "echarts/core";
import { cartesian } from "./cartesian.ts";
import type { Chart } from "./chart.ts";
import { shortFigure } from "./figures.ts";
import { type Frame, margin, type Room, titleOf } from "./frame.ts";
import { widthOf } from "./look.ts";
import { funnel, pie } from "./parts.ts";
import { scatter } from "./scatter.ts";

const longestLegendName = 28;

function shortName(name: string): string {
  return name.length > longestLegendName ? `${name.slice(0, longestLegendName - 1)}…` : name;
}

/** Names beside their colours; the estimate of its lines keeps what is under it clear of it. */
function legendOf({ columns }: Chart, { width, look }: Room, top: number): { legend: object; lines: number } {
  const names = columns.slice(1);
  const widths = names.map((name) => 34 + widthOf(shortName(name), 12));
  let lines = 1;
  let used = 0;
  for (const each of widths) {
    if (used > 0 && used + each > width - 2 * margin) {
      lines++;
      used = 0;
    }
    used += each;
  }
  const legend = {
    type: "plain",
    data: names,
    left: margin,
    right: margin,
    top,
    padding: 0,
    itemGap: 16,
    itemWidth: 12,
    itemHeight: 12,
    icon: "roundRect",
    formatter: shortName,
    textStyle: { color: look.text, fontFamily: look.font, fontSize: 12 },
  };
  return { legend, lines };
}

/** One figure, as large as it is meant. */
function metric({ chart, width, height, top, look }: Frame): EChartsCoreOption {
  const [row = []] = chart.rows;
  const figure = row.findLast((cell) => typeof cell === "number");
  const text = typeof figure === "number" ? shortFigure(figure, chart.patterns[0] ?? "#") : "–";
  const size = Math.min(56, Math.max(28, (height - top) / 3, width / 10));
  return {
    title: [
      titleOf(chart, { width, height, look }),
      {
        text,
        subtext: chart.y,
        left: "center",
        top: top + (height - top) / 2 - size,
        textStyle: { color: look.text, fontSize: size, fontWeight: 600, fontFamily: look.font },
        subtextStyle: { color: look.muted, fontSize: 13, fontFamily: look.font },
      },
    ],
  };
}

const drawings: Record<Chart["type"], (frame: Frame) => EChartsCoreOption> = {
  column: cartesian,
  bar: cartesian,
  line: cartesian,
  area: cartesian,
  pie,
  donut: pie,
  funnel,
  scatter,
  metric,
};

/** The chart library's option for a chart in a room; the same for the chat and for files. */
export function optionOf(chart: Chart, room: Room): EChartsCoreOption {
  const { look } = room;
  const title = titleOf(chart, room);
  const head = chart.subtitle === "" ? 40 : 62;
  const named = chart.columns.length > 2 && /^(?:column|bar|line|area)$/.test(chart.type);
  const { legend, lines } = legendOf(chart, room, head + 2);
  const top = head + (named ? lines * 30 - 2 : 0);
  return {
    color: [...look.colors],
    backgroundColor: look.background,
    textStyle: { fontFamily: look.font, color: look.text },
    animation: false,
    title,
    ...(named && { legend }),
    ...drawings[chart.type]({ chart, ...room, top }),
  };
}

/** The height in which a chart is well read, for a width. */
export function heightOf(chart: Chart, width: number): number {
  const usual = Math.round(Math.min(460, Math.max(300, width * 0.56)));
  if (chart.type !== "bar") return usual;
  const bars = chart.stacked ? 1 : Math.max(1, chart.columns.length - 1);
  return Math.max(usual, 150 + chart.rows.length * Math.max(26, bars * 14 + 8));
}
