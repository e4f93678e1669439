import type { SalesforceRecord } from "../salesforce/records/rows.ts";

export interface RowsSource {
  records: readonly SalesforceRecord[];
  /** Columns in the order asked for (`Owner.Name` for parents); by default found in the records. */
  columns?: readonly string[];
  /** The keys of the records are labels, each a column of its own whatever it holds; `columns` names them all. */
  labels?: boolean;
  format: "csv" | "json";
  totalSize?: number;
  /** What a query that only counts found, which has no rows. */
  count?: number;
  /** Further facts for the first line, after totalSize and returned: `searchedObjects=3`. */
  notes?: Record<string, string | number | boolean>;
  /** Notes on rows that are right and still likely to be read wrongly. */
  remarks?: readonly string[];
  /**
   * Called when not everything was shown, with how many of `records` were; returns the cursor that goes
   * on right after the last one shown, or undefined when there is none.
   */
  rest?(shown: number): string | undefined;
  /** There is more in the org than `records` (so `rest` is called even when all of them were shown). */
  more?: boolean;
  /** How to get what was cut, where there is no cursor. */
  cutHint?: string;
}

/** Rows for the model. mcp/result.ts renders as many as fit and asks `rest` for a cursor to the others. */
export class Rows {
  readonly source: RowsSource;
  constructor(source: RowsSource) {
    this.source = source;
  }
}

/** Several tables in one answer by name, such as a report's figures and its rows. */
export class Tables {
  readonly parts: Readonly<Record<string, Rows>>;
  constructor(parts: Readonly<Record<string, Rows>>) {
    this.parts = parts;
  }
}

/** A value that may be too long to be shown whole. */
export class Lengthy {
  readonly value: unknown;
  /** How to get what is left out of it then. */
  readonly rest: string;
  constructor(value: unknown, rest: string) {
    this.value = value;
    this.rest = rest;
  }
}

/** A value that is shown with `isError`: the call was answered, but nothing that was asked for was kept. */
export class Failed {
  readonly value: unknown;
  /** The first error's code. */
  readonly errorCode: string;
  /** What is said behind the code in the answer's first line, before the value. */
  readonly message: string | undefined;
  constructor(value: unknown, errorCode: string, message?: string) {
    this.value = value;
    this.errorCode = errorCode;
    this.message = message;
  }
}
