/** A line of the input, or what is known of one that is too long: its first and last characters. */
export type Line = { text: string } | { head: string; tail: string };

/** What is kept of either end of a line that is too long. */
const keptBytes = 4_096;

/**
 * Cuts a stream of bytes into lines. What is held is at most one line; of a longer one than `mostBytes` the
 * middle is forgotten as it arrives.
 */
export class LineSplitter {
  readonly #mostBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #tooLong: { head: Buffer; tail: Buffer } | undefined;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The lines that end in this chunk. */
  *lines(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#take(chunk.subarray(start, end));
      yield this.#finish();
      start = end + 1;
    }
    if (start < chunk.length) this.#take(chunk.subarray(start));
  }

  #take(part: Buffer): void {
    if (this.#tooLong) {
      this.#tooLong.tail = Buffer.concat([this.#tooLong.tail, part.subarray(-keptBytes)]).subarray(
        -keptBytes,
      );
      return;
    }
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= this.#mostBytes) return;
    const whole = Buffer.concat(this.#parts);
    // Copies, so that the rest can be let go.
    this.#tooLong = {
      head: Buffer.from(whole.subarray(0, keptBytes)),
      tail: Buffer.from(whole.subarray(-keptBytes)),
    };
    this.#parts = [];
  }

  #finish(): Line {
    const { head, tail } = this.#tooLong ?? {};
    const line =
      head && tail
        ? { head: head.toString("utf8"), tail: tail.toString("utf8") }
        : { text: Buffer.concat(this.#parts).toString("utf8") };
    this.#parts = [];
    this.#bytes = 0;
    this.#tooLong = undefined;
    return line;
  }
}

const idFirst = /^\s*\{\s*(?:"\w+"\s*:\s*"[^"\\]*"\s*,\s*)*"id"\s*:\s*(-?\d+|"(?:[^"\\]|\\.)*")\s*,/;
const idLast = /,\s*"id"\s*:\s*(-?\d+|"(?:[^"\\]|\\.)*")\s*(?:,\s*"\w+"\s*:\s*"[^"\\]*"\s*)*\}\s*$/;

/** The id of a request that is too long to be read, which clients write before or after the params. */
export function idOfLongLine({ head, tail }: { head: string; tail: string }): string | number | undefined {
  const found = idFirst.exec(head)?.[1] ?? idLast.exec(tail)?.[1];
  return found === undefined ? undefined : JSON.parse(found);
}
