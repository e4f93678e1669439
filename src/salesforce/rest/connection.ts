import type { Session } from "../../auth/session.ts";
import type { Config } from "../../config/config.ts";
import { ToolError } from "../../errors.ts";
import { SharedWork } from "../../waiting/shared.ts";
import { WaitingLine } from "../../waiting/waiting-line.ts";
import { type CallScope, newTrace, type Salesforce } from "./client.ts";
import { SalesforceError, withNote } from "./errors.ts";
import { type RequestLog, requestLine } from "./request-log.ts";
import { RestClient } from "./rest-client.ts";
import type { Transport } from "./transport.ts";

/** The newest API version this server was tested with; a newer org is used at this one. */
const newestTested = 68;

/** A fixed number of places; whoever finds none waits for one. */
class Places {
  #free: number;
  readonly #line = new WaitingLine();

  constructor(places: number) {
    this.#free = places;
  }

  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#line.join(signal);
  }

  give(): void {
    if (!this.#line.next()) this.#free++;
  }
}

/** `api-usage=18/15000; per-app-api-usage=17/250(appName=X)`: the org's own figure, by name. */
function parseLimitInfo(header: string): { used: number; max: number } | undefined {
  const found = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(header);
  return found ? { used: Number(found[1]), max: Number(found[2]) } : undefined;
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}

/** What all calls to one org share: token, connections, API version, places, limits. */
export class Connection {
  readonly config: Config;
  readonly session: Session;
  readonly transport: Transport;
  readonly places: Places;
  readonly log: RequestLog;
  /** Calls used and allowed in the last 24 h, from the newest answer, and when that came. */
  limitInfo: { used: number; max: number; at: number } | undefined;
  #version: string | undefined;
  #versions: number[] | undefined;
  readonly #asking = new SharedWork<string>();

  constructor(config: Config, session: Session, transport: Transport, log: RequestLog = {}) {
    this.config = config;
    this.session = session;
    this.transport = transport;
    this.log = log;
    this.places = new Places(config.maxConcurrentRequests);
  }

  /** The client for one call. */
  bind(scope: CallScope): Salesforce {
    return new RestClient(this, scope);
  }

  noteLimit(header: string | undefined): void {
    const found = header && parseLimitInfo(header);
    if (found) this.limitInfo = { ...found, at: Date.now() };
  }

  /** `66.0`; asked for once, for all that wait for it. */
  async version(signal: AbortSignal): Promise<string> {
    const known = this.config.apiVersion ?? this.#version;
    if (known !== undefined) return known;
    return this.#asking.ask(signal, async (own) => {
      await this.listing(this.bind({ signal: own, trace: newTrace() }));
      if (this.#version !== undefined) return this.#version;
      const hint = "Check the instance URL, or set SALESFORCE_API_VERSION.";
      throw new ToolError(
        "UNEXPECTED_RESPONSE",
        "The org lists no API version that this server knows.",
        hint,
      );
    });
  }

  /** The org's list of versions, asked anew; the newest that can be used is remembered. */
  async listing(asking: Salesforce): Promise<unknown> {
    const beside = this.#version === undefined ? await this.#besideSignIn(asking) : undefined;
    const listing = beside ?? (await asking.get("/services/data/"));
    this.#version = newestVersion(listing);
    return listing;
  }

  /**
   * The org's list of versions, which wants no token, asked for while the sign-in is on its way, where that can tell
   * beforehand which org it will be. Undefined where it cannot, was wrong, or the org does not answer.
   */
  async #besideSignIn(asking: Salesforce): Promise<unknown> {
    const [likely, signedIn] = [this.session.likelyInstance(), asking.instanceUrl()];
    const listed = likely.then((instanceUrl) => {
      const url = instanceUrl && new URL("/services/data/", instanceUrl);
      return url ? this.#listed(url.href, asking.signal).catch(() => undefined) : undefined;
    });
    const same = originOf(await signedIn) === originOf(await likely);
    return same ? listed : undefined;
  }

  async #listed(url: string, signal: AbortSignal): Promise<unknown> {
    const headers = { accept: "application/json" };
    const started = Date.now();
    const answer = await this.transport.send({ method: "GET", url, headers, body: undefined, signal });
    const facts = { outcome: `HTTP ${answer.status}`, milliseconds: Date.now() - started, retries: 0 };
    this.log.debug?.(requestLine({ method: "GET", path: "/services/data/", requestId: undefined, ...facts }));
    const body = await this.transport.readAll(answer, url, signal);
    const listing: unknown = answer.status === 200 ? JSON.parse(body.toString("utf8")) : undefined;
    return Array.isArray(listing) ? listing : undefined;
  }

  /** The versions that the org has, oldest first; asked for when an error may come of the setting. */
  async #offered(signal: AbortSignal): Promise<number[]> {
    this.#versions ??= versionsIn(await this.bind({ signal, trace: newTrace() }).get("/services/data/"));
    return this.#versions;
  }

  /** Where an error comes of SALESFORCE_API_VERSION, it says so, and which versions the org has. */
  async withVersion(error: unknown, signal: AbortSignal): Promise<unknown> {
    const { apiVersion } = this.config;
    if (apiVersion === undefined || signal.aborted || !mayBeVersion(error)) return error;
    const offered = await this.#offered(signal).catch((): number[] => []);
    if (offered.length === 0) return error;
    const range = `it has ${offered[0]?.toFixed(1)} to ${offered.at(-1)?.toFixed(1)}`;
    if (!offered.includes(Number(apiVersion)))
      return withNote(
        error,
        `The org does not have API version ${apiVersion} (SALESFORCE_API_VERSION); ${range}.`,
      );
    const old = Number(apiVersion) < oldestComplete;
    return old
      ? withNote(error, `SALESFORCE_API_VERSION is ${apiVersion}, which may be too old for this; ${range}.`)
      : error;
  }

  async close(): Promise<void> {
    await this.transport.close();
  }
}

/** Versions before this one lack some of the resources that the tools use (v46: upsert results, Sforce-Limit-Info). */
const oldestComplete = 46;

/** What a version that is not there, was retired or lacks a resource looks like. */
function mayBeVersion(error: unknown): boolean {
  if (!(error instanceof SalesforceError)) return false;
  if (error.status === 410 || error.code === "UNSUPPORTED_API_VERSION") return true;
  return (
    (error.status === 404 || error.status === 405) &&
    !/^(?:ENTITY_IS_DELETED|INVALID_CROSS_REFERENCE_KEY)$/.test(error.code)
  );
}

function versionsIn(answer: unknown): number[] {
  const versions = (Array.isArray(answer) ? answer : []).map((entry: { version?: unknown }) =>
    Number(entry?.version),
  );
  return versions.filter((version) => version > 0).sort((a, b) => a - b);
}

function newestVersion(answer: unknown): string | undefined {
  const usable = versionsIn(answer).filter((version) => version <= newestTested);
  return usable.length > 0 ? `${Math.max(...usable)}.0` : undefined;
}
