/** A record as Salesforce answers it, `attributes` included. */
export type SalesforceRecord = Record<string, unknown>;

export interface RowsSource {
  records: readonly SalesforceRecord[];
  /** Columns in the order asked for (`Owner.Name` for parents); by default found in the records. */
  columns?: readonly string[];
  /** What the records are, in JSON's key and the notes; `records` unless given. */
  format: "csv" | "json";
  totalSize?: number;
  /** Further facts for the first line, after totalSize and returned: `searchedObjects=3`. */
  notes?: Record<string, string | number | boolean>;
  /**
   * Called when not everything was shown, with how many of `records` were; returns the cursor that goes
   * on right after the last one shown, or undefined when there is none and the rest must be fetched otherwise.
   */
  rest?(shown: number): string | undefined;
  /** There is more in the org than `records` (so `rest` is called even when all of them were shown). */
  more?: boolean;
}

/** Rows for the model. mcp/result.ts renders as many as fit and asks `rest` for a cursor to the others. */
export class Rows {
  readonly source: RowsSource;
  constructor(source: RowsSource) {
    this.source = source;
  }
}
