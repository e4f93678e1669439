import { ToolError } from "../errors.ts";
import { jsonText, parseJson } from "../json-numbers.ts";

/** Where an answer goes on: kept in this process for at least ten minutes, readable again and again. */
export interface Cursors {
  /**
   * Keeps where an answer goes on, and what rows were fetched and not shown, and returns an opaque cursor. `kind` is
   * the tool's name.
   */
  save(kind: string, place: object, rows?: readonly object[]): string;
  /** Throws BAD_ARGUMENT for one that is expired, unknown or of another tool. */
  load<Place, Row = never>(kind: string, cursor: string): { place: Place; rows: Row[] };
}

const lifeMilliseconds = 30 * 60_000;
/** That all cursors together may take, half a million rows or so; past that the ones unused for longest go first. */
const mostBytes = 10_000_000;
/** What a cursor takes beside its rows. */
const ownBytes = 1_000;

interface Entry {
  kind: string;
  place: object;
  rows: Buffer;
  used: number;
}

const bytesOf = ({ rows }: Entry) => rows.length + ownBytes;

/** The library is not loaded before it is needed, nor waited for. */
const zlib = () => process.getBuiltinModule("node:zlib");

const nothing = Buffer.alloc(0);

/** Rows as packed JSON: a fiftieth of what they take as objects. Without rows nothing need be packed, which takes longest. */
function packed(rows: readonly object[]): Buffer {
  if (rows.length === 0) return nothing;
  return zlib().deflateRawSync(jsonText(rows), { level: 1 });
}

function unpacked(rows: Buffer): unknown {
  if (rows.length === 0) return [];
  return parseJson(zlib().inflateRawSync(rows).toString());
}

/** Cursors in memory, in the order of their last use. */
export class CursorStore implements Cursors {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #bytes = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  save(kind: string, place: object, rows: readonly object[] = []): string {
    // The global one is loaded when it is first used, and not at the start as node:crypto would be.
    const cursor = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
    const entry = { kind, place, rows: packed(rows), used: this.#now() };
    this.#entries.set(cursor, entry);
    this.#bytes += bytesOf(entry);
    this.#makeRoom();
    return cursor;
  }

  load<Place, Row = never>(kind: string, cursor: string): { place: Place; rows: Row[] } {
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
    // The tool that saved it is the one that loads it, so both have the shape that it expects.
    return { place: entry.place as Place, rows: unpacked(entry.rows) as Row[] };
  }

  #makeRoom(): void {
    for (const [cursor, entry] of this.#entries) {
      if (this.#bytes <= mostBytes && this.#now() - entry.used <= lifeMilliseconds) return;
      if (this.#entries.size === 1) return;
      this.#entries.delete(cursor);
      this.#bytes -= bytesOf(entry);
    }
  }
}
