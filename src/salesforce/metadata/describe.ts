import { isOlder } from "../../age.ts";
import { onePer } from "../../one-per.ts";
import { SharedWork } from "../../waiting/shared.ts";
import type { GlobalObject, ObjectDescribe } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";

/** For how long a describe is used without asking whether it changed. */
const freshMilliseconds = 60_000;

interface Fetched<T> {
  value: T;
  lastModified: string | undefined;
}

/** What is known of one path, and the request that is on its way for it. */
interface Entry {
  known?: Fetched<unknown>;
  /** When the org last said that it is so. */
  checked: number;
  readonly asking: SharedWork<Fetched<unknown>>;
}

/** By connection: describes by their path. */
const cacheOf = onePer((_: object) => new Map<string, Entry>());

function entryOf(salesforce: Salesforce, at: string): Entry {
  const cache = cacheOf(salesforce.connection);
  const entry = cache.get(at) ?? { checked: 0, asking: new SharedWork<Fetched<unknown>>() };
  cache.set(at, entry);
  return entry;
}

/**
 * What a GET of this path answers, kept for a minute. One request at a time for each path; an old answer is
 * revalidated and used again when nothing changed (304).
 */
export async function cached<T>(salesforce: Salesforce, at: string): Promise<T> {
  const entry = entryOf(salesforce, at);
  const fresh = entry.known !== undefined && !isOlder(entry.checked, freshMilliseconds);
  const fetched = fresh ? entry.known : await refreshed(salesforce, at, entry);
  // Entries under one path are all of the shape that this path answers.
  return fetched?.value as T;
}

function refreshed(salesforce: Salesforce, at: string, entry: Entry): Promise<Fetched<unknown>> {
  return entry.asking.ask(salesforce.signal, async (signal) => {
    const bound = salesforce.withScope({ signal, trace: salesforce.trace });
    const asked = Date.now();
    const fetched = await fetchAnew(bound, at, entry.known);
    Object.assign(entry, { known: fetched, checked: asked });
    return fetched;
  });
}

async function fetchAnew(
  salesforce: Salesforce,
  at: string,
  known: Fetched<unknown> | undefined,
): Promise<Fetched<unknown>> {
  const headers = known?.lastModified ? { "if-modified-since": known.lastModified } : {};
  const answer = await salesforce.send<unknown>("GET", at, { headers, accept: [304] });
  if (answer.status === 304 && known) return known;
  return { value: answer.body, lastModified: answer.headers["last-modified"] };
}

/** What the org says about one object. Throws SalesforceError NOT_FOUND for one that it does not show. */
export function describeObject(salesforce: Salesforce, name: string): Promise<ObjectDescribe> {
  return cached(salesforce, path`/sobjects/${name}/describe`);
}

/** What `/sobjects` answers. */
interface AllObjects {
  sobjects: GlobalObject[];
}

const allObjectsPath = "/sobjects";

/** Every object that the user may see. */
export async function describeGlobal(salesforce: Salesforce): Promise<GlobalObject[]> {
  const { sobjects } = await cached<AllObjects>(salesforce, allObjectsPath);
  return sobjects;
}

/** The same as far as an earlier call has asked for it, without a request; undefined where none has. */
export function knownObjects(salesforce: Salesforce): GlobalObject[] | undefined {
  const known = cacheOf(salesforce.connection).get(allObjectsPath)?.known;
  // Entries under one path are all of the shape that this path answers.
  return (known?.value as AllObjects | undefined)?.sobjects;
}
