import { numberedId, numberOf } from "../store/ids.ts";

/** What became of the rows of one batch, in their order. */
export interface BatchOutcome {
  /** Ids of 18 characters one after the other, blanks where there is none; of consecutive ones the first alone. */
  ids: string;
  /** A letter a row: c created, d done (changed or deleted), f failed. */
  kinds: string;
  /** By the row's place in the batch. */
  errors: ReadonlyMap<number, string>;
}

const idLength = 18;

function areConsecutive(ids: readonly string[]): boolean {
  const [first = "", last = ""] = [ids[0], ids.at(-1)];
  // New ids only rise: where none is left out between the ends, each is the next one.
  return numberOf(first) > 0 && numberOf(last) - numberOf(first) === ids.length - 1;
}

/** An outcome as it is kept: a file of new rows would otherwise leave all of its ids in memory. */
export function outcomeOf(
  ids: readonly string[],
  kinds: readonly string[],
  errors: ReadonlyMap<number, string>,
): BatchOutcome {
  const allNew = kinds.every((kind) => kind === "c");
  const kept = allNew && areConsecutive(ids) ? ids.slice(0, 1) : ids.map((id) => id.padEnd(idLength));
  // Joined, since texts that were added one to the other are kept as all of their parts.
  return { ids: kept.join(""), kinds: kinds.join(""), errors };
}

/** The id of a row by its place in the batch, empty where it has none. */
export function idAt({ ids, kinds }: BatchOutcome, index: number): string {
  if (ids.length < kinds.length * idLength) return numberedId(ids.slice(0, 3), numberOf(ids) + index);
  return ids.slice(index * idLength, (index + 1) * idLength).trim();
}
