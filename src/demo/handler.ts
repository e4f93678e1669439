import type { Readable } from "node:stream";
import type { Schema } from "./store/schema.ts";
import type { Store } from "./store/store.ts";

export interface ApiRequest {
  method: string;
  /** Path below `/services/data/vNN.N`, still encoded, without query: `/sobjects/Account/001…`. */
  path: string;
  /** Decoded values of the `:names` in the route's pattern. */
  params: Record<string, string>;
  /** 68 for v68.0. */
  version: number;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Parsed JSON; undefined when there is none. Routes with `raw: true` read `stream` instead. */
  body: unknown;
  stream?: Readable;
  userId: string;
}

export interface ApiResponse {
  status: number;
  headers?: Record<string, string>;
  /** JSON-able value, or undefined for an empty body. */
  body?: unknown;
  /** A body that is not JSON, with its content type in `headers`. */
  raw?: string | Uint8Array | Readable;
}

interface RouteOf<Answer> {
  method: string;
  /** `/sobjects/:object/:id`; a part that begins with a colon takes one part of the path. */
  pattern: string;
  handler(request: ApiRequest, org: Org): Answer;
}

/**
 * JSON routes answer at once, so that a savepoint can hold several of them; raw ones read the body
 * themselves (bulk uploads, multipart) and may wait.
 */
export type Route =
  | (RouteOf<ApiResponse> & { raw?: false })
  | (RouteOf<Promise<ApiResponse>> & { raw: true });

/** What can be switched while the org runs. */
export interface OrgSettings {
  /** How long a bulk job at least waits before it is processed, and at least takes then. */
  bulkMilliseconds: number;
  /** Rows in a page of a bulk query's results, unless maxRecords says. */
  bulkPageRows: number;
  /** The user may delete past the recycle bin. */
  hardDelete: boolean;
  /** Children of one parent that a page of a query shows at most, fewer where the page is full. */
  childRows: number;
  /** A parent whose children do not all fit comes again on the next page, with its next children. */
  parentsComeAgain: boolean;
  /** Over it every REST request is refused. */
  dailyApiRequests: number;
}

/** Who signs in unless a request says otherwise. */
export interface OrgUser {
  id: string;
  username: string;
  /** Of date literals, as `America/Los_Angeles`. */
  timeZone: string;
}

/** What every handler may use. Clock and random numbers are passed in, so that tests are repeatable. */
export interface Org {
  store: Store;
  schema: Schema;
  organizationId: string;
  user: OrgUser;
  /** The built-in company's own rules hold: validation, duplicates, assignment. Of an org that was loaded none are known. */
  ownRules: boolean;
  /** `http://127.0.0.1:PORT`. */
  instanceUrl: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** 0 to 1, deterministic for a seed. */
  random(): number;
  /** Sends a request through the router in-process (composite, batch); errors become answers. */
  dispatch(request: Omit<ApiRequest, "params" | "stream">): ApiResponse;
  /** What was asked and done; tests read it. */
  count(name: string, by?: number): void;
  /** How often `name` was counted. */
  counted(name: string): number;
  settings: OrgSettings;
  /** Of the daily API requests. */
  apiUsage(): { used: number; max: number };
}
