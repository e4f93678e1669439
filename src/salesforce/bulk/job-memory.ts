import { onePer } from "../../one-per.ts";
import type { Salesforce } from "../rest/client.ts";

/** Ids have 15 letters and digits, or 18 of which the last three only repeat their case. */
const idCharacters = 15;

/** Something that is known of jobs, by connection and id; past so many jobs the oldest are forgotten. */
export class JobMemory<T> {
  readonly #most: number;
  readonly #known = onePer((_: object) => new Map<string, T>());

  constructor(most: number) {
    this.#most = most;
  }

  set({ connection }: Salesforce, id: string, value: T): void {
    const known = this.#known(connection);
    known.set(id.slice(0, idCharacters), value);
    const [oldest] = known.keys();
    if (known.size > this.#most && oldest !== undefined) known.delete(oldest);
  }

  get({ connection }: Salesforce, id: string): T | undefined {
    return this.#known(connection).get(id.slice(0, idCharacters));
  }
}
