import { cutText } from "../../cut-text.ts";
import { closest, sameName } from "../../spelling.ts";

/** Values that a note lists of a picklist. */
const mostListed = 20;
/** Values that it names as missing, and how much of each. */
const mostNamed = 5;
const mostNamedCharacters = 80;

/** A picklist: how it is called, what counts as one of its values, and which of them are offered. */
interface Picklist {
  name: string;
  had: readonly string[];
  offered: readonly string[];
}

function some(texts: readonly string[], most: number): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : "";
  return texts.slice(0, most).join(", ") + more;
}

/** A note on those of the given values that a picklist does not have, or undefined when it has them all. */
export function missingValuesNote(
  given: readonly string[],
  { name, had, offered }: Picklist,
): string | undefined {
  const missing = given.filter((value) => !had.some((one) => sameName(one, value.trim())));
  const [first] = missing;
  if (first === undefined) return undefined;
  const candidates = offered.map((value) => ({ name: value }));
  // The one that was meant is not left out of a long list.
  const near = closest(first.slice(0, mostNamedCharacters), candidates);
  const named = missing.map((value) => `'${cutText(value, mostNamedCharacters)}'`);
  return `${name} has no value ${some(named, mostNamed)}; it has ${some([...new Set([...near, ...offered])], mostListed)}`;
}
