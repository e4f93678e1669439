/** What can stand on an axis or tell series apart. */
export interface Dimension {
  /** What a caller may call it by, besides its label. */
  name: string;
  label: string;
  kind: "text" | "time";
  /** Every value in its own order, where it has one (picklists, months of the year). */
  order?: readonly string[];
  /** Whether that order says more than who is larger: stages, priorities, weekdays. */
  ordinal?: boolean;
  /** Whether its values are steps on one way, of which fewer and fewer reach the next. */
  stages?: boolean;
  /** Whether each value is another record. */
  identity?: boolean;
}

/** What can be drawn as a length, a height or a share. */
export interface Measure {
  name: string;
  label: string;
  pattern: string;
  /** How the figures of several points are one: averages of groups are not the average of them all, so `never`. */
  merge: "sum" | "mean" | "never";
}

export interface Point {
  /** A text for each dimension; null for none. */
  at: (string | null)[];
  /** For each measure. */
  figures: (number | null)[];
}

/** What a report or a query has to show, before anybody has chosen how. */
export interface Source {
  title: string;
  subtitle: string;
  open: string;
  dimensions: readonly Dimension[];
  measures: readonly Measure[];
  /** Whether the caller gave the points in an order that matters. */
  sorted: boolean;
  /** The points of these dimensions, by their place; those that fall on one another are added up. */
  points(chosen: readonly number[]): Point[];
}
