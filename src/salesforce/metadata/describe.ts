import { onePer } from "../../one-per.ts";
import type { GlobalObject, ObjectDescribe } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";
import { path } from "../rest/paths.ts";

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
