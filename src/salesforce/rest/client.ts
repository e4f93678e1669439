import type { Readable } from "node:stream";
import type { JsonObject } from "../../json-object.ts";
import type { Fate } from "./fate.ts";
import type { ApiPath } from "./paths.ts";

export interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /**
   * `application/json` unless given. With another type the body goes out as it is: a string, a Buffer, or a
   * function that begins a generator of Buffers or writes a text, called anew for every attempt with the access
   * token, which SOAP wants inside. A Buffer of a generator may be written over once the next one is asked for,
   * where it is larger than what a socket takes at once (64 kB).
   */
  contentType?: string;
  /** Reads the text of a good answer that is no JSON; undefined where it makes no sense of it. */
  read?: (text: string) => unknown;
  /** The fields of the record that is written, where the body is no JSON that tells them. */
  fields?: JsonObject;
  /** Whether the newest attempt has not sent its whole body yet, so that Salesforce cannot have taken it. */
  incomplete?: () => boolean;
  /** Whether it may be repeated after an uncertain failure; by default GET and HEAD only. */
  idempotent?: boolean;
  /** It is not sent again once it was sent, whatever the answer's code says: the code may be an Apex class's own. */
  once?: boolean;
  /** The caller undoes it after any failure, so nobody need be told that its fate is not known. */
  undone?: boolean;
  /** What became of it when its answer is lost, where that is certain all the same. */
  fate?: Fate;
  /** The changes that this request takes back, by the first 15 characters of their records' ids. */
  undoes?: ReadonlyMap<string, readonly string[]>;
  /** What it does to records, where its address and body do not say it to whoever watches the call. */
  written?: Written;
  /** The file that holds what it changes as it was. */
  backup?: BackupFile | undefined;
  /** Statuses beyond 2xx that are an answer and not an error (304, 300). */
  accept?: readonly number[];
}

/** A file of rows as they were before they were changed, with their ids. */
export interface BackupFile {
  path: string;
  rows: number;
  /** By which it is known to be the same still. */
  bytes: number;
}

export interface Answer<T> {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: T;
}

/** What happened on the wire during one call, for the audit and the error's second line. */
export interface Trace {
  /** Requests that count against the org's daily limit. */
  apiCalls: number;
  /** How many of the day's are left, by the newest answer. */
  apiRemaining?: number;
  /** W3C Trace Context of whoever made the call; it goes along with its requests. */
  traceparent?: string;
  requestIds: string[];
  /** Whether nobody can tell what became of a write. */
  uncertain?: boolean;
  /** Where the requests went. */
  instanceUrl?: string;
  /** Id of the user that Salesforce said had signed in. */
  user?: string;
  /** The stored sign-in that was used. */
  profile?: string;
  /** Types of the reports that were read, as Salesforce names them. */
  reportTypes?: string[];
  /** Bytes of the file that the call moved. */
  bytes?: number;
  /** Bulk jobs that the call has begun, whatever became of it. */
  jobIds?: string[];
  /** The object of the bulk job that the call is about, which only Salesforce tells. */
  jobObject?: string;
}

export function newTrace(): Trace {
  return { apiCalls: 0, requestIds: [] };
}

/** What a request does to records. */
export interface Written {
  /** `undelete`, `merge`. */
  operation: string;
  /** What becomes of each record whose result is a success. */
  did: "created" | "updated" | "deleted" | "undeleted";
  records: readonly { object?: string; id: string }[];
  /** There is one result for all of them. */
  together?: boolean;
  /** Why it cannot be taken back. */
  reason?: string;
}

/** A write that is about to be sent: its path below the version, or absolute, and what goes with it. */
export interface WriteRequest {
  method: string;
  path: string;
  options: RequestOptions;
}

/** Sees every write of a call, before it is sent and when it was answered; it passes on what `send` gives or throws. */
export type Watch = <T>(request: WriteRequest, send: () => Promise<Answer<T>>) => Promise<Answer<T>>;

/** What binds a client to one call. */
export interface CallScope {
  signal: AbortSignal;
  trace: Trace;
  watch?: Watch | undefined;
}

/**
 * The thin REST client, bound to one call. Paths are below `/services/data/vNN.N`, or absolute on the
 * instance when they begin with `/services/`. Throws SalesforceError for error answers.
 */
export interface Salesforce {
  get<T>(path: ApiPath | string, options?: RequestOptions): Promise<T>;
  post<T>(path: ApiPath | string, body?: unknown, options?: RequestOptions): Promise<T>;
  patch<T>(path: ApiPath | string, body?: unknown, options?: RequestOptions): Promise<T>;
  put<T>(path: ApiPath | string, body?: unknown, options?: RequestOptions): Promise<T>;
  delete<T>(path: ApiPath | string, options?: RequestOptions): Promise<T>;
  /** The whole answer, for those who need status or headers. */
  send<T>(method: string, path: ApiPath | string, options?: RequestOptions): Promise<Answer<T>>;
  /** The answer's body as it arrives; the caller must read it to its end or destroy it. */
  stream(
    method: string,
    path: ApiPath | string,
    options?: RequestOptions,
  ): Promise<{ status: number; headers: Record<string, string>; body: Readable }>;
  /** `66.0`: the setting, or the newest the org offers, capped at the newest tested. */
  apiVersion(): Promise<string>;
  /** What the org lists as its API versions, asked anew; beside the sign-in where the org is known before it. */
  apiVersions(): Promise<unknown>;
  /** Of the org this call goes to; signs in when that has not happened yet. */
  instanceUrl(): Promise<string>;
  /** Id of the signed-in user, where the sign-in tells it; signs in when that has not happened yet. */
  userId(): Promise<string | undefined>;
  /** The same client for work that outlives the call (background uploads); a watch of the call stays on. */
  withScope(scope: CallScope): Salesforce;
  /** Calls used and allowed in the last 24 h, from the newest `Sforce-Limit-Info`. */
  readonly limitInfo: { used: number; max: number } | undefined;
  readonly trace: Trace;
  /** Of the call. */
  readonly signal: AbortSignal;
  /** One per org and process: what caches hang on. */
  readonly connection: object;
}
