/** Where an answer goes on: kept in this process for at least ten minutes, readable again and again. */
export interface Cursors {
  /** Keeps `state` and returns an opaque cursor. `kind` is the tool's name. */
  save(kind: string, state: unknown): string;
  /** Throws BAD_ARGUMENT for one that is expired, unknown or of another kind. */
  load<T>(kind: string, cursor: string): T;
}
