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
  /** What that cursor is called, where it is Salesforce's own: `nextRecordsUrl`. */
  restAs?: string;
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

/** What is known of a file that is shown: its name, bytes, type. */
export type FileFacts = Readonly<Record<string, string | number>>;

/** A file's text, shown beneath one line of facts. */
export class TextFile {
  readonly facts: FileFacts;
  readonly text: string;
  /** What is said when it does not fit: how to get the rest. */
  readonly rest: string;
  constructor(facts: FileFacts, text: string, rest: string) {
    this.facts = facts;
    this.text = text;
    this.rest = rest;
  }
}

/** A picture that the model can look at. */
export class Picture {
  readonly facts: FileFacts;
  readonly bytes: Buffer;
  /** `image/png`. */
  readonly mimeType: string;
  constructor(facts: FileFacts, bytes: Buffer, mimeType: string) {
    this.facts = facts;
    this.bytes = bytes;
    this.mimeType = mimeType;
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
