import { createHash } from "node:crypto";
import { shortId } from "../../records/identity.ts";

/** Characters of an id as Salesforce answers it. */
const idLength = 18;
const mask = (1n << 64n) - 1n;

/** The ids of many records in 18 bytes each, and a digest that is the same in whatever order they came. */
export class IdList {
  #bytes = Buffer.alloc(idLength * 1_024);
  #length = 0;
  #sum = 0n;

  get length(): number {
    return this.#length;
  }

  add(id: string): void {
    const end = (this.#length + 1) * idLength;
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    this.#bytes.write(id.padEnd(idLength), end - idLength, idLength, "latin1");
    this.#length++;
    const digest = createHash("sha256").update(shortId(id)).digest();
    this.#sum = (this.#sum + digest.readBigUInt64BE()) & mask;
  }

  at(index: number): string {
    const start = index * idLength;
    return this.#bytes.toString("latin1", start, start + idLength).trimEnd();
  }

  /** Ids from one place up to another, which is not among them. */
  slice(start: number, end: number): string[] {
    const count = Math.max(Math.min(end, this.#length) - start, 0);
    return Array.from({ length: count }, (_, index) => this.at(start + index));
  }

  /** Sixteen hexadecimal digits that stand for just these ids. */
  get digest(): string {
    return this.#sum.toString(16).padStart(16, "0");
  }
}
