import { ToolError } from "../errors.ts";

/** Where an answer goes on: kept in this process for at least ten minutes, readable again and again. */
export interface Cursors {
  /** Keeps `state`, which holds `rows` rows, and returns an opaque cursor. `kind` is the tool's name. */
  save(kind: string, state: unknown, rows: number): string;
  /** Throws BAD_ARGUMENT for one that is expired, unknown or of another tool. */
  load<T>(kind: string, cursor: string): T;
}

const lifeMilliseconds = 30 * 60_000;
/** Rows that all cursors together may hold; past that the ones unused for longest go first. */
const mostRows = 200_000;

interface Entry {
  kind: string;
  state: unknown;
  rows: number;
  used: number;
}

/** Cursors in memory, in the order of their last use. */
export class CursorStore implements Cursors {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #rows = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  save(kind: string, state: unknown, rows: number): string {
    // The global one is loaded when it is first used, and not at the start as node:crypto would be.
    const cursor = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
    this.#entries.set(cursor, { kind, state, rows, used: this.#now() });
    this.#rows += rows;
    this.#makeRoom();
    return cursor;
  }

  load<T>(kind: string, cursor: string): T {
    const entry = this.#entries.get(cursor);
    if (!entry || this.#now() - entry.used > lifeMilliseconds) {
      throw new ToolError(
        "BAD_ARGUMENT",
        "cursor: this cursor has expired or never existed.",
        `Run ${kind} again with its other arguments.`,
      );
    }
    if (entry.kind !== kind)
      throw new ToolError(
        "BAD_ARGUMENT",
        `cursor: this cursor belongs to ${entry.kind}.`,
        `Go on with ${entry.kind}.`,
      );
    entry.used = this.#now();
    this.#entries.delete(cursor);
    this.#entries.set(cursor, entry);
    // The tool that saved it is the one that loads it, so the state has the shape it expects.
    return entry.state as T;
  }

  #makeRoom(): void {
    for (const [cursor, { rows, used }] of this.#entries) {
      if (this.#rows <= mostRows && this.#now() - used <= lifeMilliseconds) return;
      if (this.#entries.size === 1) return;
      this.#entries.delete(cursor);
      this.#rows -= rows;
    }
  }
}
