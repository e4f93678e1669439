import type { FieldSchema, ObjectSchema } from "../store/schema.ts";

/** A reference whose record had not been read yet. */
export interface OpenReference {
  object: ObjectSchema;
  field: FieldSchema;
  id: string;
  to: string;
}

/** Which records were read so far, where, and what points to records that were not. */
export class IdRegister {
  readonly #lines = new Map<string, string | number>();
  #open: OpenReference[] = [];

  /** The line of a record that was read. */
  lineOf(id: string): string | number | undefined {
    return this.#lines.get(id);
  }

  note(id: string, line: string | number): void {
    this.#lines.set(id, line);
  }

  refer(object: ObjectSchema, field: FieldSchema, id: string, to: string): void {
    if (!this.#lines.has(to)) this.#open.push({ object, field, id, to });
  }

  /** References to records that did not come later either. */
  dangling(): OpenReference[] {
    this.#open = this.#open.filter(({ to }) => !this.#lines.has(to));
    return this.#open;
  }
}
