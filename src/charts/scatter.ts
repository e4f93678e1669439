import type { EChartsCoreOption } from "echarts/core";
import type { Chart } from "./chart.ts";
import { exactFigure, shortFigure } from "./figures.ts";
import { type Frame, smallLetters, tooltip } from "./frame.ts";

interface Place {
  name: string;
  value: [number, number];
}

function placesOf({ rows }: Chart): Place[] {
  return rows.flatMap(([name, right, high]) =>
    typeof right === "number" && typeof high === "number"
      ? [{ name: String(name ?? ""), value: [right, high] }]
      : [],
  );
}

function axis(frame: Frame, name: string, pattern: string, upright: boolean): object {
  const { look } = frame;
  return {
    type: "value",
    scale: true,
    name,
    nameLocation: upright ? "end" : "middle",
    nameGap: upright ? 12 : 30,
    nameTextStyle: { ...smallLetters(frame), ...(upright && { align: "left" }) },
    axisLabel: {
      color: look.muted,
      fontSize: 12,
      hideOverlap: true,
      formatter: (value: number) => shortFigure(value, pattern, 2),
    },
    splitLine: { lineStyle: { color: look.line } },
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
  };
}

/** Points by two figures each; the pointer tells whose they are. */
export function scatter(frame: Frame): EChartsCoreOption {
  const { chart, look, top } = frame;
  const [, right = "", up = ""] = chart.columns;
  const [across = "#", high = "#"] = chart.patterns;
  const many = chart.rows.length > 150;
  const formatter = ({ name, value }: Place) =>
    `${name}\n${right}: ${exactFigure(value[0], across)}\n${up}: ${exactFigure(value[1], high)}`;
  return {
    grid: { left: 16, right: 32, top: top + 28, bottom: 40, containLabel: true },
    xAxis: axis(frame, right, across, false),
    yAxis: axis(frame, up, high, true),
    series: [
      {
        type: "scatter",
        data: placesOf(chart),
        symbolSize: many ? 6 : 10,
        itemStyle: { color: look.colors[0], opacity: many ? 0.55 : 0.75 },
      },
    ],
    tooltip: tooltip(frame, { trigger: "item", formatter }),
  };
}
