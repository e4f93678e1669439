import { onePer } from "../one-per.ts";
import type { GlobalObject, ObjectDescribe } from "./answers.ts";
import type { Salesforce } from "./client.ts";
import { path } from "./paths.ts";

/** For how long a describe is used without asking whether it changed. */
const freshMilliseconds = 60_000;

interface Fetched<T> {
  value: T;
  lastModified: string | undefined;
}

interface Entry<T> {
  fetched: Promise<Fetched<T>>;
  checked: number;
}

/** By connection: describes by their path. */
const cacheOf = onePer((_: object) => new Map<string, Entry<unknown>>());

/** One request at a time for each path; an old answer is revalidated and used again when nothing changed (304). */
async function cached<T>(salesforce: Salesforce, at: string): Promise<T> {
  const cache = cacheOf(salesforce.connection);
  // Entries under one path are all of the shape that this path answers.
  const known = cache.get(at) as Entry<T> | undefined;
  if (known && Date.now() - known.checked < freshMilliseconds) return (await known.fetched).value;
  const entry = { fetched: fetchAnew(salesforce, at, known), checked: Date.now() };
  cache.set(at, entry);
  try {
    return (await entry.fetched).value;
  } catch (error) {
    if (cache.get(at) === entry) cache.delete(at);
    throw error;
  }
}

async function fetchAnew<T>(
  salesforce: Salesforce,
  at: string,
  known: Entry<T> | undefined,
): Promise<Fetched<T>> {
  const before = await known?.fetched.catch(() => undefined);
  const headers = before?.lastModified ? { "if-modified-since": before.lastModified } : {};
  const answer = await salesforce.send<T>("GET", at, { headers, accept: [304] });
  if (answer.status === 304 && before) return before;
  return { value: answer.body, lastModified: answer.headers["last-modified"] };
}

/** What the org says about one object. Throws SalesforceError NOT_FOUND for one that it does not show. */
export function describeObject(salesforce: Salesforce, name: string): Promise<ObjectDescribe> {
  return cached(salesforce, path`/sobjects/${name}/describe`);
}

/** Every object that the user may see. */
export async function describeGlobal(salesforce: Salesforce): Promise<GlobalObject[]> {
  const { sobjects } = await cached<{ sobjects: GlobalObject[] }>(salesforce, "/sobjects");
  return sobjects;
}

/** Edits (with swaps of neighbours) between two words, counted by the optimal string alignment distance. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/__c$|[\s_]/g, "");
}

/** How far a candidate is from what was written: 0 for the same, over 1 for nothing in common. */
function farness(wanted: string, candidate: string): number {
  const name = plain(candidate);
  if (name === wanted) return 0;
  const share = distance(wanted, name) / Math.max(wanted.length, name.length);
  const contains = wanted.length > 2 && (name.includes(wanted) || wanted.includes(name));
  return contains ? Math.min(share, 0.35) : share;
}

/**
 * The names that someone who wrote `wanted` may have meant, best first: by API name, with or without __c,
 * or by label.
 */
export function closest(
  wanted: string,
  candidates: readonly { name: string; label?: string }[],
  most = 3,
): string[] {
  const word = plain(wanted);
  return candidates
    .map(({ name, label }) => ({
      name,
      far: Math.min(farness(word, name), label ? farness(word, label) + 0.01 : 2),
    }))
    .filter(({ far }) => far <= 0.4)
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}
