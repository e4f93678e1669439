import { ToolError } from "../errors.ts";
import type { Cell } from "./chart.ts";
import type { Dimension, Measure, Point, Source } from "./source.ts";
import { withoutGaps } from "./times.ts";

/** What stands for no value. */
const none = "(none)";

/** Categories and series, each with the figures of the points that fall on it. */
export interface Crossed {
  categories: string[];
  series: string[];
  /** By category, then by series; null where there is no point. */
  figures: (number | null)[][];
}

/** Several points on one place, which are one. */
class Gathered {
  #sum = 0;
  #count = 0;

  add(figure: number | null): void {
    if (figure === null) return;
    this.#sum += figure;
    this.#count++;
  }

  /** Throws BAD_ARGUMENT when there are several figures that cannot be one. */
  figure({ merge, label }: Measure): number | null {
    if (this.#count === 0) return null;
    if (this.#count > 1 && merge === "never") throw apart(label);
    // Sums of cents are not to end in …0000001.
    return Number((merge === "mean" ? this.#sum / this.#count : this.#sum).toPrecision(15));
  }
}

function apart(label: string): ToolError {
  return new ToolError(
    "BAD_ARGUMENT",
    `This cannot be drawn: several groups fall on one place, and ${label} cannot be added up.`,
    "Group by less in soql, or name as x and series what tells the groups apart.",
  );
}

function textOf(value: string | null | undefined): string {
  return value === null || value === undefined || value === "" ? none : value;
}

/** Values in their own order, those that it does not name behind them as they came, and none at the end. */
function inOrder(values: readonly string[], { kind, order }: Dimension): string[] {
  const found = [...new Set(values)];
  const known = found.filter((value) => value !== none);
  const sorted = kind === "time" ? withoutGaps(known) : order ? byOrder(known, order) : known;
  return found.includes(none) ? [...sorted, none] : sorted;
}

function byOrder(values: readonly string[], order: readonly string[]): string[] {
  const places = new Map(order.map((value, place) => [value, place]));
  const place = (value: string) => places.get(value) ?? order.length;
  return [...values].sort((a, b) => place(a) - place(b));
}

/** The points of a source by category and series. */
export function crossed(
  source: Source,
  { x, series, y }: { x: number | undefined; series: number | undefined; y: readonly number[] },
): Crossed {
  const chosen = [x, series].flatMap((place) => place ?? []);
  const measures = y.map((place) => source.measures[place]).flatMap((measure) => measure ?? []);
  const points = source.points(chosen);
  const at = (point: Point, place: number | undefined) =>
    place === undefined ? "" : textOf(point.at[place]);
  const nameOf = (point: Point, measure: Measure) =>
    series === undefined ? measure.label : at(point, series);
  const gathered = new Map<string, Map<string, Gathered>>();
  for (const point of points)
    for (const [index, place] of y.entries()) {
      const measure = measures[index];
      if (!measure) continue;
      const row = gathered.get(at(point, x)) ?? new Map<string, Gathered>();
      const cell = row.get(nameOf(point, measure)) ?? new Gathered();
      cell.add(point.figures[place] ?? null);
      gathered.set(at(point, x), row.set(nameOf(point, measure), cell));
    }
  const categories = orderedBy([...gathered.keys()], source.dimensions[x ?? -1]);
  const names = [...gathered.values()].flatMap((row) => [...row.keys()]);
  const found = orderedBy(
    series === undefined ? measures.map(({ label }) => label) : names,
    source.dimensions[series ?? -1],
  );
  const additive = measures.every(({ merge }) => merge === "sum");
  // Of what can be added up, nothing is zero: a month without a sale sold nothing.
  const nothing = additive && source.dimensions[x ?? -1]?.kind === "time" ? 0 : null;
  const figures = categories.map((category) =>
    found.map((name, place) => {
      const measure = measures[series === undefined ? place : 0];
      return (measure && gathered.get(category)?.get(name)?.figure(measure)) ?? nothing;
    }),
  );
  return { categories, series: found, figures };
}

function orderedBy(values: readonly string[], dimension: Dimension | undefined): string[] {
  return dimension ? inOrder(values, dimension) : [...new Set(values)];
}

function total(figures: readonly (number | null)[]): number {
  return figures.reduce<number>((sum, figure) => sum + (figure ?? 0), 0);
}

/** The largest categories first, none and others among them. */
export function largestFirst({ categories, series, figures }: Crossed): Crossed {
  const order = categories.map((_, place) => place);
  order.sort((a, b) => total(figures[b] ?? []) - total(figures[a] ?? []));
  return {
    series,
    categories: order.map((place) => categories[place] ?? ""),
    figures: order.map((place) => figures[place] ?? []),
  };
}

function summed(rows: readonly (readonly (number | null)[])[], width: number): (number | null)[] {
  return Array.from({ length: width }, (_, column) => {
    const cells = rows.flatMap((row) => row[column] ?? []);
    return cells.length === 0 ? null : Number(total(cells).toPrecision(15));
  });
}

/** The largest `most` rows in the order they have, and what is left as one row `Other (n)` where figures can be added. */
function fewRows(
  names: readonly string[],
  rows: readonly (readonly (number | null)[])[],
  { most, additive }: { most: number; additive: boolean },
): { names: string[]; rows: (number | null)[][] } {
  const size = (place: number) => Math.abs(total(rows[place] ?? []));
  const largest = names.map((_, place) => place).sort((a, b) => size(b) - size(a));
  const kept = new Set(largest.slice(0, most));
  const shown = names.map((_, place) => place).filter((place) => kept.has(place));
  const others = rows.filter((_, place) => !kept.has(place));
  const other = additive ? [summed(others, rows[0]?.length ?? 0)] : [];
  return {
    names: [...shown.map((place) => names[place] ?? ""), ...other.map(() => `Other (${others.length})`)],
    rows: [...shown.map((place) => [...(rows[place] ?? [])]), ...other],
  };
}

/** At most so many categories beside the others; one over it is shown, since `Other (1)` says less than its name. */
export function fewCategories(all: Crossed, most: number, additive: boolean): Crossed {
  if (all.categories.length <= most + 1) return all;
  const { names, rows } = fewRows(all.categories, all.figures, { most, additive });
  return { ...all, categories: names, figures: rows };
}

function turned(rows: readonly (readonly (number | null)[])[], width: number): (number | null)[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}

/** At most so many series, the others among them: each has a colour of its own. */
export function fewSeries(all: Crossed, most: number, additive: boolean): Crossed {
  if (all.series.length <= most) return all;
  const beside = { most: additive ? most - 1 : most, additive };
  const { names, rows } = fewRows(all.series, turned(all.figures, all.series.length), beside);
  return { ...all, series: names, figures: turned(rows, all.categories.length) };
}

export function rowsOf({ categories, figures }: Crossed): Cell[][] {
  return categories.map((category, place) => [category, ...(figures[place] ?? [])]);
}
