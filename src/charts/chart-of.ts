import { distinct } from "../distinct.ts";
import { ToolError } from "../errors.ts";
import type { Chart, ChartType } from "./chart.ts";
import { type Plan, planOf, type Wish } from "./plan.ts";
import type { Dimension, Measure, Source } from "./source.ts";
import { type Crossed, crossed, fewCategories, fewSeries, largestFirst, rowsOf } from "./table.ts";

/** Bars that a person compares at a glance; the rest of them is one. */
const mostBars = 12;
/** Of those that came in an order of their own, or by a way that leads on. */
const mostCategories = 60;
/** Lines, or parts of a bar, whose colours can be told apart. */
const mostSeries = 8;
/** Slices that are still compared. */
const mostSlices = 6;
/** Slices so few that a circle says it quicker than bars. */
const fewSlices = 3;
/** Names longer than this are read beside a bar and not under a column. */
const longName = 14;

/** A chart, and what is to be said of it. */
export interface Drawn {
  chart: Chart;
  notes: string[];
}

interface Material {
  source: Source;
  plan: Plan;
  x: Dimension | undefined;
  measures: Measure[];
  additive: boolean;
  table: Crossed;
}

function refused(message: string, hint: string): ToolError {
  return new ToolError("BAD_ARGUMENT", `This cannot be drawn: ${message}`, hint);
}

function cells({ figures }: Crossed): number[] {
  return figures.flat().flatMap((figure) => figure ?? []);
}

const isPart = (type: ChartType | undefined) => type === "pie" || type === "donut" || type === "funnel";

function isLong({ categories }: Crossed): boolean {
  const longest = Math.max(0, ...categories.map(({ length }) => length));
  return longest > longName && (categories.length > 4 || longest > 2 * longName);
}

/** The picture that says most of this table. */
function usualType({ x, plan, additive, table }: Material): ChartType {
  const { categories } = table;
  const parts =
    additive && plan.y.length === 1 && categories.length > 1 && cells(table).every((cell) => cell >= 0);
  const many = categories.length > mostBars || isLong(table);
  if (x?.kind === "time") return categories.length > 1 ? "line" : "column";
  if (table.series.length > 1) return many ? "bar" : "column";
  if (x?.stages && parts) return "funnel";
  if (x?.ordinal || plan.x === undefined) return many ? "bar" : "column";
  return parts && categories.length <= fewSlices && plan.x !== undefined ? "donut" : "bar";
}

/** What a picture of parts needs of its figures. */
function checkParts(type: ChartType, { additive, table, measures }: Material): void {
  const [figure] = measures;
  const instead = "Take column or bar.";
  if (!additive)
    throw refused(`${figure?.label ?? "the figure"} is no sum, so its parts make no whole.`, instead);
  const negative = cells(table).filter((cell) => cell < 0).length;
  if (negative > 0)
    throw refused(`${negative} of the figures are negative, and a ${type} shows parts of a whole.`, instead);
  if (table.series.length > 1)
    throw refused(
      `a ${type} shows one figure of each category.`,
      "Leave series out, or take column with stacked.",
    );
}

function checkStacked(wish: Wish, { additive, measures }: Material): void {
  if (!wish.stacked || additive) return;
  throw refused(
    `${measures[0]?.label ?? "the figure"} is no sum, so it cannot be stacked.`,
    "Leave stacked out.",
  );
}

/** Categories in the order in which they are looked at, and not more of them than can be. */
function arranged({ source, x, additive, table, plan }: Material, type: ChartType): Crossed {
  if (x?.kind === "time" || plan.x === undefined) return table;
  const ownOrder =
    source.sorted || x?.ordinal || x?.stages || (table.series.length > 1 && x?.order !== undefined);
  const sorted = ownOrder ? table : largestFirst(table);
  const most = isPart(type) && type !== "funnel" ? mostSlices : ownOrder ? mostCategories : mostBars;
  return fewCategories(sorted, most, additive);
}

/** Parts of a column add up to it only where they can be added and none is below zero. */
function stacks(type: ChartType, wish: Wish, { additive, table, plan }: Material): boolean {
  if (table.series.length < 2 || isPart(type) || type === "scatter") return false;
  if (wish.stacked !== undefined) return wish.stacked;
  const parts = additive && plan.series !== undefined && cells(table).every((cell) => cell >= 0);
  return parts && (type === "column" || type === "bar" || type === "area");
}

function notesOf({ plan, table }: Material, shown: Crossed, additive: boolean): string[] {
  const categories = table.categories.length - shown.categories.length;
  const series = table.series.length - shown.series.length;
  const hidden = [
    ...(categories > 0 ? [`${shown.categories.length} of ${table.categories.length} categories`] : []),
    ...(series > 0 ? [`${shown.series.length} of ${table.series.length} series`] : []),
  ];
  return [
    ...(!additive && hidden.length > 0 ? [`only the largest are shown, ${hidden.join(" and ")}`] : []),
    ...(plan.left.length > 0 ? [`not drawn: ${plan.left.join(", ")}; x, series and y choose`] : []),
  ];
}

function usualTitle({ x, measures, plan, source }: Material): string {
  const figures = measures.map(({ label }) => label).join(", ");
  const by = [x?.label, plan.series === undefined ? undefined : source.dimensions[plan.series]?.label];
  const named = by.flatMap((label) => label ?? []);
  return named.length === 0 ? figures : `${figures} by ${named.join(" and ")}`;
}

function scatter(source: Source, plan: Plan, wish: Wish): Drawn {
  const [up = 0] = plan.y;
  const across = plan.across ?? 0;
  const [right, top] = [source.measures[across], source.measures[up]];
  const points = source.points(plan.x === undefined ? [] : [plan.x]);
  const rows = points.flatMap(({ at, figures }) => {
    const [left, high] = [figures[across] ?? null, figures[up] ?? null];
    return left === null || high === null ? [] : [[at[plan.x ?? -1] ?? "(none)", left, high]];
  });
  if (rows.length === 0) throw nothingToDraw();
  const name = plan.x === undefined ? "Point" : (source.dimensions[plan.x]?.label ?? "Point");
  const lost = points.length - rows.length;
  return {
    chart: {
      title: wish.title ?? (source.title || `${top?.label} against ${right?.label}`),
      subtitle: source.subtitle,
      type: "scatter",
      stacked: false,
      columns: distinct([name, right?.label ?? "x", top?.label ?? "y"]),
      rows,
      y: top?.label ?? "",
      series: "",
      patterns: [right?.pattern ?? "#", top?.pattern ?? "#"],
      sums: false,
      time: false,
      open: source.open,
    },
    notes: [
      ...(lost > 0 ? [`${lost} of ${points.length} points lack one of the two figures`] : []),
      ...(plan.left.length > 0 ? [`not drawn: ${plan.left.join(", ")}`] : []),
    ],
  };
}

function nothingToDraw(): ToolError {
  return refused(
    "there is nothing in it.",
    "Widen the filters, or look at it with getReport or executeQuery.",
  );
}

function materialOf(source: Source, plan: Plan): Material {
  const measures = plan.y.flatMap((place) => source.measures[place] ?? []);
  const additive = measures.every(({ merge }) => merge === "sum");
  const table = crossed(source, plan);
  return { source, plan, x: source.dimensions[plan.x ?? -1], measures, additive, table };
}

/** Figures without a category stand side by side, each a category of its own. */
function figuresAsCategories(table: Crossed): Crossed {
  const figures = table.series.map((_, place) => [table.figures[0]?.[place] ?? null]);
  return { categories: table.series, series: ["Value"], figures };
}

/** The picture of a source by a caller's wish. Throws BAD_ARGUMENT that says why one cannot be drawn. */
export function chartOf(source: Source, wish: Wish): Drawn {
  const plan = planOf(source, wish);
  if (plan.across !== undefined) return scatter(source, plan, wish);
  const found = materialOf(source, plan);
  if (cells(found.table).length === 0) throw nothingToDraw();
  if (plan.x === undefined && plan.y.length === 1)
    throw refused(
      `it is a single figure, ${found.measures[0]?.label ?? ""} ${cells(found.table)[0]}.`,
      "Group it by something: GROUP BY in soql, a grouping in the report.",
    );
  const material = plan.x === undefined ? { ...found, table: figuresAsCategories(found.table) } : found;
  const type = wish.type === undefined || wish.type === "auto" ? usualType(material) : wish.type;
  if (isPart(type)) checkParts(type, material);
  checkStacked(wish, material);
  const shown = fewSeries(arranged(material, type), mostSeries, material.additive);
  const stacked = stacks(type, wish, { ...material, table: shown });
  return {
    chart: chartFrom(material, shown, { type, stacked, wish }),
    notes: notesOf(material, shown, material.additive),
  };
}

function chartFrom(
  material: Material,
  shown: Crossed,
  { type, stacked, wish }: { type: ChartType; stacked: boolean; wish: Wish },
): Chart {
  const { source, x, measures, plan } = material;
  const units = measures.map(({ pattern }) => pattern);
  const split = plan.series !== undefined || plan.x === undefined;
  return {
    title: wish.title ?? (source.title || usualTitle(material)),
    subtitle: source.subtitle,
    type,
    stacked,
    columns: distinct([x?.label ?? "Figure", ...shown.series]),
    rows: rowsOf(shown),
    y: measures.length === 1 ? (measures[0]?.label ?? "") : "",
    series: plan.series === undefined ? "" : (source.dimensions[plan.series]?.label ?? ""),
    patterns: split ? shown.series.map(() => units[0] ?? "#") : units,
    sums: material.additive,
    time: x?.kind === "time",
    open: source.open,
  };
}
