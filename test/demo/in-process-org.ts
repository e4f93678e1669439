import { buildSchema } from "../../src/demo/data/schema-builder.ts";
import { seed } from "../../src/demo/data/seed.ts";
import { ApiError } from "../../src/demo/errors.ts";
import type { ApiResponse, Org, Route } from "../../src/demo/handler.ts";
import { dispatchWith, Router } from "../../src/demo/http/router.ts";
import { demoUser, demoUserId, organizationId } from "../../src/demo/store/fixed-ids.ts";
import { openStore } from "../../src/demo/store/sqlite.ts";

interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
  version?: number;
}

export interface InProcessOrg {
  org: Org;
  /** Moves the clock, which stands still otherwise. */
  pass(milliseconds: number): void;
  resetClock(): void;
  /** Asks a resource below `/services/data/vNN.N`; v68.0 unless told. */
  ask(method: string, address: string, asked?: Asked): ApiResponse;
}

/** A demo org with some of its routes, without HTTP; seeded unless told otherwise. */
export async function inProcessOrg(routes: readonly Route[], { seeded = true } = {}): Promise<InProcessOrg> {
  const schema = buildSchema();
  const router = new Router(routes);
  const start = Date.UTC(2026, 10, 24, 9);
  let now = start;
  let state = 7;
  const org: Org = {
    store: await openStore(schema, demoUserId),
    schema,
    organizationId,
    user: demoUser,
    ownRules: true,
    instanceUrl: "http://127.0.0.1:1",
    now: () => now,
    random: () => {
      state = (state * 16_807) % 2_147_483_647;
      return state / 2_147_483_647;
    },
    settings: {
      bulkMilliseconds: 1,
      bulkPageRows: 50_000,
      hardDelete: false,
      childRows: 2_000,
      parentsComeAgain: false,
      dailyApiRequests: 15_000,
    },
    dispatch: dispatchWith(router, () => org),
    count: () => {},
    counted: () => 0,
    apiUsage: () => ({ used: 0, max: 15_000 }),
  };
  if (seeded) seed(org);
  return {
    org,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    resetClock: () => {
      now = start;
    },
    ask(method, address, { body, headers = {}, version = 68 } = {}) {
      const { pathname, searchParams } = new URL(address, org.instanceUrl);
      return org.dispatch({
        method,
        path: pathname,
        version,
        query: searchParams,
        headers,
        body,
        userId: demoUserId,
      });
    },
  };
}

/** The answer's first error, `CODE message`. */
export function errorOf({ status, body }: ApiResponse): ApiError {
  const [first] = Array.isArray(body) ? body : [];
  if (!first?.errorCode) throw new Error(`no error but ${status} ${JSON.stringify(body)}`);
  return new ApiError(status, first.errorCode, first.message, first.fields);
}
