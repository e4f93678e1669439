import type { EChartsCoreOption } from "echarts/core";
import type { Chart } from "./chart.ts";
import { exactFigure, shortFigure } from "./figures.ts";
import { type Frame, gapColor, smallLetters, tooltip } from "./frame.ts";
import { colorOf, type Look, widthOf } from "./look.ts";
import { timeLabel } from "./times.ts";

/** Room for one column's figure above it. */
const leastForFigure = 46;
const labelSize = 12;
const longestLabel = 220;
/** Of a slanting label, and how far one lies from the next. */
const longestSlant = 120;
const leastSlant = 22;
function labelOf({ time }: Chart, text: string): string {
  return time ? timeLabel(text) : text;
}

/** A name in so many pixels: its beginning and its end, since names that begin alike end differently. */
function fitted(text: string, most: number): string {
  const plain = text.replaceAll(/\s+/g, " ");
  if (widthOf(plain, labelSize) <= most) return plain;
  const characters = [...plain];
  const kept = Math.max(4, Math.floor((characters.length * most) / widthOf(plain, labelSize)) - 1);
  const end = Math.floor(kept / 3);
  return `${characters
    .slice(0, kept - end)
    .join("")
    .trimEnd()}…${characters.slice(-end).join("").trimStart()}`;
}

function figuresOf({ rows }: Chart, column: number): (number | null)[] {
  return rows.map((row) => (typeof row[column] === "number" ? row[column] : null));
}

function isWhole({ rows }: Chart): boolean {
  return rows.every((row) => row.slice(1).every((cell) => cell === null || Number.isInteger(cell)));
}

function hasNegative({ rows }: Chart): boolean {
  return rows.some((row) => row.slice(1).some((cell) => typeof cell === "number" && cell < 0));
}

function valueAxis(frame: Frame, horizontal: boolean): object {
  const { chart, look, width } = frame;
  const pattern = chart.patterns[0] ?? "#";
  return {
    type: "value",
    name: chart.y,
    ...(horizontal ? { nameLocation: "middle", nameGap: 30 } : { nameLocation: "end", nameGap: 20 }),
    nameTextStyle: { ...smallLetters(frame), ...(!horizontal && { align: "left" }) },
    ...(isWhole(chart) && { minInterval: 1 }),
    splitNumber: horizontal ? Math.max(2, Math.min(6, Math.round(width / 150))) : 5,
    axisLabel: {
      color: look.muted,
      fontSize: labelSize,
      hideOverlap: true,
      formatter: (value: number) => shortFigure(value, pattern, 2),
    },
    splitLine: { lineStyle: { color: look.line } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/** How categories are written under columns: straight where they fit, else slanting, else some of them. */
function underColumns({ chart, width }: Frame): object {
  const names = chart.rows.map((row) => labelOf(chart, String(row[0] ?? "")));
  const slot = (width - 90) / Math.max(1, names.length);
  const widest = Math.max(0, ...names.map((name) => widthOf(name, labelSize)));
  if (widest + 8 <= slot || chart.time) return { hideOverlap: true };
  return { rotate: 38, interval: Math.max(0, Math.ceil(leastSlant / slot) - 1) };
}

function categoryAxis(frame: Frame, horizontal: boolean): object {
  const { chart, look, width } = frame;
  const room = horizontal ? Math.min(longestLabel, width * 0.38) : longestSlant;
  const edge = chart.type === "line" || chart.type === "area";
  return {
    type: "category",
    data: chart.rows.map((row) => String(row[0] ?? "")),
    inverse: horizontal,
    boundaryGap: !(edge && chart.rows.length > 1),
    axisLine: { onZero: false, lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: {
      color: look.text,
      fontSize: labelSize,
      formatter: (text: string) => fitted(labelOf(chart, text), room),
      ...(horizontal ? { interval: 0 } : underColumns(frame)),
    },
  };
}

/** A figure beside each bar where there is room for it. */
function barLabels({ chart, width, look }: Frame, horizontal: boolean): object {
  const slot = (width - 90) / Math.max(1, chart.rows.length);
  const single = chart.columns.length === 2;
  const show = single && (horizontal ? chart.rows.length <= 30 : slot >= leastForFigure);
  const pattern = chart.patterns[0] ?? "#";
  return {
    show,
    position: horizontal ? "right" : "top",
    color: look.muted,
    fontSize: 11,
    formatter: ({ value }: { value: number | null }) => (value === null ? "" : shortFigure(value, pattern)),
  };
}

/** A bar: below zero its figure stands on the other side, and what is no category of its own is grey. */
function barOf({ chart, look }: Frame, value: number | null, row: number): object {
  const name = String(chart.rows[row]?.[0] ?? "");
  const single = chart.columns.length === 2 && colorOf(name, 0, look) !== look.colors[0];
  return {
    value,
    ...(single && { itemStyle: { color: look.rest } }),
    ...(value !== null && value < 0 && { label: { position: chart.type === "bar" ? "left" : "bottom" } }),
  };
}

function bars(frame: Frame, name: string, place: number): object {
  const { chart, look } = frame;
  const horizontal = chart.type === "bar";
  const round = chart.stacked ? 0 : 3;
  return {
    type: "bar",
    name,
    data: figuresOf(chart, place + 1).map((value, row) => barOf(frame, value, row)),
    ...(chart.stacked && { stack: "all" }),
    barMaxWidth: 56,
    barGap: "8%",
    barCategoryGap: chart.columns.length > 2 && !chart.stacked ? "24%" : "32%",
    itemStyle: {
      color: colorOf(name, place, look),
      borderRadius: horizontal ? [0, round, round, 0] : [round, round, 0, 0],
      ...(chart.stacked && { borderColor: gapColor(look), borderWidth: 0.5 }),
    },
    label: barLabels(frame, horizontal),
    emphasis: { focus: "series" },
    ...(place === 0 && hasNegative(chart) && zeroLine(look, horizontal)),
  };
}

function zeroLine(look: Look, horizontal: boolean): object {
  return {
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: look.muted, type: "solid", width: 1 },
      data: [horizontal ? { xAxis: 0 } : { yAxis: 0 }],
    },
  };
}

function line({ chart, look }: Frame, name: string, place: number): object {
  const color = colorOf(name, place, look);
  return {
    type: "line",
    name,
    data: figuresOf(chart, place + 1),
    ...(chart.stacked && { stack: "all" }),
    ...(chart.type === "area" && { areaStyle: { color, opacity: chart.stacked ? 0.65 : 0.22 } }),
    connectNulls: false,
    showSymbol: chart.rows.length <= 40,
    symbol: "circle",
    symbolSize: chart.rows.length === 1 ? 9 : 6,
    lineStyle: { width: 2.25, color },
    itemStyle: { color },
    emphasis: { focus: "series" },
    ...(place === 0 && hasNegative(chart) && zeroLine(look, false)),
  };
}

interface Hovered {
  seriesName?: string;
  value?: unknown;
  axisValue?: string;
  name?: string;
}

/** What the pointer shows, in plain text: the category, and each series with its exact figure. */
function hover(frame: Frame): object {
  const { chart } = frame;
  const lines = (given: Hovered | Hovered[]) => {
    const hovered = Array.isArray(given) ? given : [given];
    const texts = hovered.flatMap(({ seriesName = "", value }) => {
      const place = chart.columns.indexOf(seriesName) - 1;
      const pattern = chart.patterns[place] ?? chart.patterns[0] ?? "#";
      return typeof value === "number" ? [`${seriesName}: ${exactFigure(value, pattern)}`] : [];
    });
    return [labelOf(chart, hovered[0]?.axisValue ?? hovered[0]?.name ?? ""), ...texts].join("\n");
  };
  const axisPointer = { type: chart.type === "line" || chart.type === "area" ? "line" : "shadow" };
  return tooltip(frame, { trigger: "axis", axisPointer, formatter: lines });
}

/** Columns, bars, lines and areas: categories on one axis, figures on the other. */
export function cartesian(frame: Frame): EChartsCoreOption {
  const { chart, top } = frame;
  const horizontal = chart.type === "bar";
  const draw = chart.type === "line" || chart.type === "area" ? line : bars;
  const [category, value] = [categoryAxis(frame, horizontal), valueAxis(frame, horizontal)];
  const named = chart.y !== "";
  return {
    grid: {
      left: 16,
      right: horizontal ? 56 : 36,
      top: top + (horizontal ? 8 : named ? 36 : 20),
      bottom: horizontal && named ? 40 : 16,
      containLabel: true,
    },
    xAxis: horizontal ? value : category,
    yAxis: horizontal ? category : value,
    series: chart.columns.slice(1).map((name, place) => draw(frame, name, place)),
    tooltip: hover(frame),
  };
}
