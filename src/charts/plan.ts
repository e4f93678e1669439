import { ToolError } from "../errors.ts";
import { closest, didYouMean, sameName } from "../spelling.ts";
import type { ChartType } from "./chart.ts";
import type { Dimension, Measure, Source } from "./source.ts";

/** What a caller asks for; what is left out is chosen. */
export interface Wish {
  type?: ChartType | "auto" | undefined;
  stacked?: boolean | undefined;
  x?: string | undefined;
  y?: readonly string[] | undefined;
  series?: string | undefined;
  title?: string | undefined;
}

/** What goes where; dimensions and measures by their place in the source. */
export interface Plan {
  /** None where the figures themselves stand side by side. */
  x: number | undefined;
  series: number | undefined;
  y: readonly number[];
  /** Of a scatter: the measure on the lower axis. */
  across: number | undefined;
  /** What is not drawn although the source has it. */
  left: string[];
}

type Named = Pick<Dimension | Measure, "name" | "label">;

/** The place of what a caller calls by name or label. Throws BAD_ARGUMENT that lists what there is. */
function placeOf(choices: readonly Named[], wanted: string, argument: string): number {
  const same = ({ name, label }: Named) => sameName(name, wanted) || sameName(label, wanted);
  const place = choices.findIndex(same);
  if (place !== -1) return place;
  const meant = didYouMean(closest(wanted, choices), "before");
  const known = choices.map(({ name, label }) => (sameName(name, label) ? name : `${label} (${name})`));
  throw new ToolError(
    "BAD_ARGUMENT",
    `${argument}: '${wanted}' is not there.`,
    `${meant}${argument} takes ${known.join(", ") || "nothing here"}.`,
  );
}

function notDrawn(message: string, hint: string): ToolError {
  return new ToolError("BAD_ARGUMENT", `This cannot be drawn: ${message}`, hint);
}

/** The figures that are drawn when nobody says which: what the title speaks of, else all of the first unit. */
function usualFigures({ measures, title }: Source): number[] {
  const spoken = measures.findIndex(({ label }) => title.toLowerCase().includes(label.toLowerCase()));
  if (spoken !== -1) return [spoken];
  // A count beside a sum is seldom what is looked for.
  const first = measures.findIndex(({ pattern }) => pattern !== "#");
  const { pattern } = measures[Math.max(first, 0)] ?? {};
  return measures.flatMap((measure, place) => (measure.pattern === pattern ? [place] : []));
}

function figuresOf(source: Source, { y, series }: Wish, one: boolean): number[] {
  const { measures } = source;
  if (measures.length === 0)
    throw notDrawn(
      "it has no figure.",
      "Add COUNT(Id), SUM(…) or a number field, or take a report with a total.",
    );
  if (y === undefined) return one ? usualFigures(source).slice(0, 1) : usualFigures(source);
  const places = y.map((wanted) => placeOf(measures, wanted, "y"));
  if (series !== undefined && places.length > 1)
    throw new ToolError(
      "BAD_ARGUMENT",
      "y: with series it takes one figure.",
      "Leave series out, or draw each figure by a call of its own.",
    );
  const patterns = new Set(places.map((place) => measures[place]?.pattern));
  if (patterns.size > 1)
    throw new ToolError(
      "BAD_ARGUMENT",
      "y: figures of different units have no axis in common.",
      "Draw each by a call of its own.",
    );
  return [...new Set(places)];
}

/** Time goes across, since it is read from left to right; else what comes first. */
function usualX(dimensions: readonly Dimension[]): number | undefined {
  const time = dimensions.findIndex(({ kind }) => kind === "time");
  return time === -1 ? (dimensions.length > 0 ? 0 : undefined) : time;
}

function scatterPlan(source: Source, { x, y, series }: Wish): Plan {
  const { dimensions, measures } = source;
  if (measures.length < 2)
    throw notDrawn(
      "a scatter needs two figures of each point.",
      "Give two number fields or aggregates, x the one and y the other.",
    );
  if (series !== undefined)
    throw new ToolError(
      "BAD_ARGUMENT",
      "series: a scatter's points are not told apart.",
      "Leave series out.",
    );
  const across = x === undefined ? 0 : placeOf(measures, x, "x");
  const up =
    y?.[0] === undefined ? measures.findIndex((_, place) => place !== across) : placeOf(measures, y[0], "y");
  const name = dimensions.findIndex(({ identity }) => identity);
  const drawn = [across, up];
  const left = measures.filter((_, place) => !drawn.includes(place)).map(({ label }) => label);
  return { x: name === -1 ? usualX(dimensions) : name, series: undefined, y: [up], across, left };
}

/** Two numbers of each record are compared by their place, not by bars of different units. */
function looksLikeScatter({ dimensions, measures }: Source, { type = "auto", x, y, series }: Wish): boolean {
  if (type === "scatter") return true;
  if (type !== "auto" || x !== undefined || y !== undefined || series !== undefined) return false;
  const records = dimensions.length === 0 || dimensions.every(({ identity }) => identity);
  return records && measures.length === 2 && measures[0]?.pattern !== measures[1]?.pattern;
}

/** What of a source goes where. Throws BAD_ARGUMENT for what is not there, or what no picture shows. */
export function planOf(source: Source, wish: Wish): Plan {
  const { dimensions, measures } = source;
  if (looksLikeScatter(source, wish)) return scatterPlan(source, wish);
  const x = wish.x === undefined ? usualX(dimensions) : placeOf(dimensions, wish.x, "x");
  const free = dimensions.findIndex((_, place) => place !== x);
  const parts = /^(?:pie|donut|funnel)$/.test(wish.type ?? "");
  // Who names x alone wants x alone; parts of a whole have room for no more.
  const usual = wish.x !== undefined || parts || (wish.y?.length ?? 0) > 1 ? -1 : free;
  const series = wish.series === undefined ? usual : placeOf(dimensions, wish.series, "series");
  if (series !== -1 && series === x)
    throw new ToolError(
      "BAD_ARGUMENT",
      "series: it is what x shows already.",
      "Leave series out, or name another one.",
    );
  const y = figuresOf(source, wish, series !== -1 || parts);
  const left = [
    ...dimensions.filter((_, place) => place !== x && place !== series),
    ...(wish.y === undefined ? measures.filter((_, place) => !y.includes(place)) : []),
  ].map(({ label }) => label);
  return { x, series: series === -1 ? undefined : series, y, across: undefined, left };
}
