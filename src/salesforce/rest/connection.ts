import type { Session } from "../../auth/session.ts";
import type { Config } from "../../config/config.ts";
import { ToolError } from "../../errors.ts";
import { WaitingLine } from "../../waiting/waiting-line.ts";
import type { CallScope, Salesforce } from "./client.ts";
import type { RequestLog } from "./request-log.ts";
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

/** What all calls to one org share: token, connections, API version, places, limits. */
export class Connection {
  readonly config: Config;
  readonly session: Session;
  readonly transport: Transport;
  readonly places: Places;
  readonly log: RequestLog;
  /** Calls used and allowed in the last 24 h, from the newest answer, and when that came. */
  limitInfo: { used: number; max: number; at: number } | undefined;
  #version: Promise<string> | undefined;

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

  /** `66.0`; asked for once, by whoever comes first. */
  version(ask: () => Promise<unknown>): Promise<string> {
    if (this.config.apiVersion) return Promise.resolve(this.config.apiVersion);
    this.#version ??= ask()
      .then(newestVersion)
      .catch((error) => {
        this.#version = undefined;
        throw error;
      });
    return this.#version;
  }

  async close(): Promise<void> {
    await this.transport.close();
  }
}

function newestVersion(answer: unknown): string {
  const versions = (Array.isArray(answer) ? answer : []).map((entry: { version?: unknown }) =>
    Number(entry?.version),
  );
  const usable = versions.filter((version) => version > 0 && version <= newestTested);
  if (usable.length > 0) return `${Math.max(...usable)}.0`;
  const hint = "Check the instance URL, or set SALESFORCE_API_VERSION.";
  throw new ToolError("UNEXPECTED_RESPONSE", "The org lists no API version that this server knows.", hint);
}
