import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { connect } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { type RawOrg, startRawOrg } from "../raw-org.ts";

const orgs: RawOrg[] = [];

afterEach(() => Promise.all(orgs.splice(0).map((org) => org.close())));

/** An org that signs in whoever asks, under its own address. */
async function startOrg(offered: readonly string[]): Promise<RawOrg & { url: string }> {
  const org: RawOrg = await startRawOrg(
    ({ url }) =>
      url === "/services/oauth2/token"
        ? JSON.stringify({ access_token: "00D!token", instance_url: urlOf(org) })
        : '{"totalSize":0,"done":true,"records":[]}',
    offered,
  );
  orgs.push(org);
  return Object.assign(org, { url: urlOf(org) });
}

function urlOf({ settings }: RawOrg): string {
  return settings["SALESFORCE_INSTANCE_URL"] ?? "";
}

/** A query by a sign-in that was stored with this address of the org. */
async function queryBy(org: { url: string }, instanceUrl?: string): Promise<string> {
  const folder = temporaryFolder();
  await new SignIns(join(folder, "salesforce-rest-mcp")).save("default", {
    // Another name of the same host, as login.salesforce.com is no address of an org.
    loginUrl: org.url.replace("127.0.0.1", "localhost"),
    clientId: "app",
    refreshToken: "5Aep",
    ...(instanceUrl !== undefined && { instanceUrl }),
  });
  const server = await connect({ signIn: () => settingsOfFolder(folder) });
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
  await server.close();
  return text;
}

function listings({ requests }: RawOrg) {
  return requests.filter(({ url }) => url === "/services/data/");
}

const rows = /^# totalSize=0 /;

test("the address that a sign-in was stored with is asked for the versions, and by no token", async () => {
  const org = await startOrg(["66.0"]);
  expect(await queryBy(org, org.url)).toMatch(rows);
  expect(listings(org).map(({ headers }) => headers.host)).toEqual([new URL(org.url).host]);
  expect(listings(org)[0]?.headers.authorization).toBeUndefined();
});

test("an org that has moved since is asked anew, and never by the versions of another", async () => {
  const [old, org] = [await startOrg(["68.0"]), await startOrg(["60.0"])];
  expect(await queryBy(org, old.url)).toMatch(rows);
  expect(listings(old)).toHaveLength(1);
  expect(old.requests).toHaveLength(1);
  expect(org.requests.at(-1)?.url).toMatch(/^\/services\/data\/v60\.0\/query/);
});

test("an address where nothing answers any more costs nothing but its request", async () => {
  const [gone, org] = [await startOrg(["68.0"]), await startOrg(["60.0"])];
  await gone.close();
  expect(await queryBy(org, gone.url)).toMatch(rows);
  expect(org.requests.at(-1)?.url).toMatch(/v60\.0\/query/);
});

test.each(["http://example.com", "no address"])(
  "what is no safe address (%s) is not asked",
  async (instanceUrl) => {
    const org = await startOrg(["66.0"]);
    expect(await queryBy(org, instanceUrl)).toMatch(rows);
  },
);
