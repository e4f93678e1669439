import { type Mail, outbox } from "./actions/outbox.ts";
import { allRoutes } from "./api/routes.ts";
import { stopJobs } from "./bulk/job.ts";
import { fewRights } from "./data/few-rights.ts";
import { buildSchema } from "./data/schema-builder.ts";
import { seed } from "./data/seed.ts";
import type { Org, OrgSettings } from "./handler.ts";
import { controlWith } from "./http/control.ts";
import { newControlKey } from "./http/control-access.ts";
import { Faults } from "./http/faults.ts";
import { OAuth } from "./http/oauth.ts";
import { dispatchWith, Router } from "./http/router.ts";
import { DemoServer } from "./http/server.ts";
import type { Loaded } from "./load/load.ts";
import { demoUser, fewRightsUserId, organizationId } from "./store/fixed-ids.ts";
import { openStore } from "./store/sqlite.ts";

export interface DemoOrgOptions {
  /** 0, a free one, unless given. */
  port?: number;
  /** Of the random numbers that the data is made from; 1 unless given. */
  seed?: number;
  /** Milliseconds since the epoch; the clock unless given. */
  now?: () => number;
  rotateRefreshTokens?: boolean;
  /** See OrgSettings; short times and no hard deletes unless given. */
  settings?: Partial<OrgSettings>;
  /** Folders with objects and rows in place of the built-in company; see docs/demo-org.md. */
  load?: readonly string[];
  /** What the OAuth app has registered, compared exactly. */
  redirectUris?: readonly string[];
}

export { LoadError } from "./load/load-error.ts";

type SettingsOf<Names extends string> = Record<`SALESFORCE_${Names}`, string>;

export interface DemoOrg {
  instanceUrl: string;
  /** For another process that steers the org below `/__demo/`, in the header `x-demo-control-key`. */
  controlKey: string;
  /** What of a folder was left out, emptied or cannot be kept up, one sentence each. */
  notes: readonly string[];
  /** Environment variables that sign in by refresh token. */
  settings: SettingsOf<"LOGIN_URL" | "CLIENT_ID" | "CLIENT_SECRET" | "REFRESH_TOKEN">;
  jwtSettings(): SettingsOf<"LOGIN_URL" | "CLIENT_ID" | "USERNAME" | "PRIVATE_KEY">;
  clientCredentialsSettings(): SettingsOf<"LOGIN_URL" | "CLIENT_ID" | "CLIENT_SECRET" | "AUTH_FLOW">;
  /** Of the demo user, or of one with few rights: accounts to read, one of their fields hidden. */
  accessTokenSettings(user?: "fewRights"): SettingsOf<"ACCESS_TOKEN" | "INSTANCE_URL">;
  org: Org;
  oauth: OAuth;
  faults: Faults;
  /** What was asked and done, by name: `http.GET`, `token`, `GET /query` (inside composites too), `created.Account`. */
  counters(): Record<string, number>;
  resetCounters(): void;
  /** What emailSimple sent so far, oldest first. */
  outbox(): Mail[];
  close(): Promise<void>;
}

/** A small deterministic generator (mulberry32). */
function randomNumbers(seedNumber: number): () => number {
  let state = seedNumber >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const usualSettings: OrgSettings = {
  bulkMilliseconds: 20,
  bulkPageRows: 50_000,
  hardDelete: false,
  childRows: 2_000,
  parentsComeAgain: false,
  dailyApiRequests: 15_000,
};

async function createOrg(
  options: DemoOrgOptions,
  router: Router,
  counters: Map<string, number>,
): Promise<{ org: Org; notes: readonly string[] }> {
  const loaded = options.load === undefined ? undefined : await readLoaded(options.load);
  const schema = loaded?.schema ?? buildSchema();
  const store = await openStore(schema, loaded?.user.id ?? demoUser.id);
  const org: Org = {
    store,
    schema,
    organizationId: loaded?.organizationId ?? organizationId,
    user: loaded?.user ?? demoUser,
    ownRules: loaded === undefined,
    instanceUrl: "",
    now: options.now ?? Date.now,
    random: randomNumbers(options.seed ?? 1),
    settings: { ...usualSettings, ...options.settings },
    dispatch: dispatchWith(router, () => org),
    count: (name, by = 1) => counters.set(name, (counters.get(name) ?? 0) + by),
    counted: (name) => counters.get(name) ?? 0,
    apiUsage: () => ({ used: counters.get("api") ?? 0, max: org.settings.dailyApiRequests }),
  };
  return { org, notes: filled(org, loaded) };
}

async function readLoaded(folders: readonly string[]): Promise<Loaded> {
  const { readFolders } = await import("./load/load.ts");
  return readFolders(folders);
}

/** Puts the rows in; what there is to be said about those of a folder. */
function filled(org: Org, loaded: Loaded | undefined): readonly string[] {
  try {
    const notes = loaded ? loaded.fill(org) : seed(org);
    org.store.index();
    return notes ?? [];
  } catch (error) {
    org.store.close();
    throw error;
  }
}

/** The org as each user sees it: to one with few rights most of it does not exist. */
function viewsOf(org: Org, router: Router): (userId: string) => Org {
  let limited: Org | undefined;
  const limit = (): Org => {
    const made: Org = { ...org, schema: fewRights(org.schema), dispatch: dispatchWith(router, () => made) };
    return made;
  };
  return (userId) => {
    if (userId !== fewRightsUserId) return org;
    limited ??= limit();
    return limited;
  };
}

/** Starts an embedded Salesforce on 127.0.0.1, with its data in memory. */
export async function startDemoOrg(options: DemoOrgOptions = {}): Promise<DemoOrg> {
  const router = new Router(allRoutes);
  const counters = new Map<string, number>();
  const { org, notes } = await createOrg(options, router, counters);
  counters.clear();
  const faults = new Faults();
  const { rotateRefreshTokens = false, redirectUris } = options;
  const { now, user, organizationId } = org;
  const oauth = new OAuth({
    now,
    user,
    organizationId,
    rotateRefreshTokens,
    ...(redirectUris && { redirectUris }),
  });
  const control = controlWith({ org, oauth, faults, counters });
  const controlKey = newControlKey();
  const server = new DemoServer({
    org,
    orgOf: viewsOf(org, router),
    oauth,
    router,
    faults,
    control,
    controlKey,
  });
  const instanceUrl = `http://127.0.0.1:${await server.listen(options.port ?? 0)}`;
  org.instanceUrl = instanceUrl;
  oauth.instanceUrl = instanceUrl;
  const app = { SALESFORCE_LOGIN_URL: instanceUrl, SALESFORCE_CLIENT_ID: oauth.clientId };
  return {
    instanceUrl,
    controlKey,
    notes,
    settings: {
      ...app,
      SALESFORCE_CLIENT_SECRET: oauth.clientSecret,
      SALESFORCE_REFRESH_TOKEN: oauth.refreshToken,
    },
    jwtSettings: () => ({
      ...app,
      SALESFORCE_USERNAME: oauth.username,
      SALESFORCE_PRIVATE_KEY: oauth.privateKey(),
    }),
    clientCredentialsSettings: () => ({
      ...app,
      SALESFORCE_CLIENT_SECRET: oauth.clientSecret,
      SALESFORCE_AUTH_FLOW: "client-credentials",
    }),
    accessTokenSettings: (user) => ({
      SALESFORCE_ACCESS_TOKEN: oauth.issue(undefined, user === "fewRights" ? fewRightsUserId : undefined),
      SALESFORCE_INSTANCE_URL: instanceUrl,
    }),
    org,
    oauth,
    faults,
    counters: () => Object.fromEntries(counters),
    resetCounters: () => counters.clear(),
    outbox: () => outbox(org),
    async close() {
      stopJobs(org);
      await server.close();
      org.store.close();
    },
  };
}
