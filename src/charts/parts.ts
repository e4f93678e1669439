import type { EChartsCoreOption } from "echarts/core";
import { exactFigure, shortFigure } from "./figures.ts";
import { type Frame, gapColor, smallLetters, titleOf, tooltip } from "./frame.ts";
import { colorOf } from "./look.ts";
import { timeLabel } from "./times.ts";

interface Part {
  name: string;
  value: number;
}

function partsOf({ chart }: Frame): Part[] {
  return chart.rows.flatMap(([name, value]) => {
    const text = String(name ?? "");
    return typeof value === "number" ? [{ name: chart.time ? timeLabel(text) : text, value }] : [];
  });
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

/** ` · 34%`, or nothing of a whole that is nothing. */
function shareOf(value: number, sum: number): string {
  return sum === 0 ? "" : ` · ${percent.format(value / sum)}`;
}

function hover(frame: Frame, sum: number): object {
  const pattern = frame.chart.patterns[0] ?? "#";
  const formatter = ({ name, value }: Part) =>
    `${name}\n${exactFigure(value, pattern)}${shareOf(value, sum)}`;
  return tooltip(frame, { trigger: "item", formatter });
}

function colored(parts: readonly Part[], { look }: Frame): object[] {
  return parts.map((part, place) => ({ ...part, itemStyle: { color: colorOf(part.name, place, look) } }));
}

/** The whole, in the middle of the ring. */
function middle({ chart, look, width, height, top }: Frame, sum: number): object {
  const size = Math.min(26, Math.max(14, (height - top) / 12));
  return {
    text: shortFigure(sum, chart.patterns[0] ?? "#"),
    left: width / 2,
    top: top + (height - top) / 2 - size * 0.6,
    textAlign: "center",
    padding: 0,
    textStyle: { color: look.text, fontSize: size, fontWeight: 600, fontFamily: look.font },
  };
}

/** Pies and rings, each slice with its name, figure and share. */
export function pie(frame: Frame): EChartsCoreOption {
  const { chart, look, width, height, top } = frame;
  const parts = partsOf(frame);
  const sum = sumOf(parts);
  const pattern = chart.patterns[0] ?? "#";
  const radius = Math.max(40, Math.min((height - top) / 2 - 36, width / 4));
  const ring = chart.type === "donut";
  return {
    ...(ring && { title: [titleOf(chart, frame), middle(frame, sum)] }),
    series: [
      {
        type: "pie",
        name: chart.y,
        data: colored(parts, frame),
        center: [width / 2, top + (height - top) / 2],
        radius: ring ? [radius * 0.62, radius] : [0, radius],
        startAngle: 90,
        itemStyle: { borderColor: gapColor(look), borderWidth: 1.5 },
        label: {
          color: look.text,
          fontSize: 12,
          width: Math.max(60, width / 2 - radius - 44),
          overflow: "truncate",
          lineHeight: 16,
          formatter: ({ name, value }: Part) =>
            `${name}\n${shortFigure(value, pattern)}${shareOf(value, sum)}`,
        },
        labelLine: { length: 10, length2: 12, lineStyle: { color: look.muted } },
        labelLayout: { hideOverlap: true },
      },
    ],
    tooltip: hover(frame, sum),
  };
}

/**
 * Steps on one way, in their order: bars about one middle, each as wide as its figure. The library's own funnel wants
 * every step to be smaller than the one before, which open pipelines are not.
 */
export function funnel(frame: Frame): EChartsCoreOption {
  const { chart, look, width, top } = frame;
  const parts = partsOf(frame);
  const widest = Math.max(...parts.map(({ value }) => value));
  const pattern = chart.patterns[0] ?? "#";
  const bar = { type: "bar", stack: "steps", barCategoryGap: "10%" };
  return {
    grid: { left: 16, right: 72, top: top + 8, bottom: 16, containLabel: true },
    xAxis: { type: "value", show: false, max: widest, min: 0 },
    yAxis: {
      type: "category",
      inverse: true,
      data: parts.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...smallLetters(frame, look.text), interval: 0, width: width * 0.3, overflow: "truncate" },
    },
    series: [
      {
        ...bar,
        name: "",
        silent: true,
        data: parts.map(({ value }) => (widest - value) / 2),
        itemStyle: { color: "transparent" },
      },
      {
        ...bar,
        name: chart.y,
        data: parts.map(({ value }) => value),
        itemStyle: { color: look.colors[0], borderRadius: 3 },
        label: {
          show: true,
          position: "right",
          ...smallLetters(frame, look.text),
          formatter: ({ value }: Part) => shortFigure(value, pattern),
        },
      },
    ],
    tooltip: hover(frame, sumOf(parts)),
  };
}
