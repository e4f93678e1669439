import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";

let org: DemoOrg;
let folder: string;

beforeEach(async () => {
  org = await startDemoOrg({ rotateRefreshTokens: true });
  folder = temporaryFolder();
});

afterEach(() => org.close());

const query = { soql: "SELECT Id FROM Account LIMIT 1" };

function stored(): SignIns {
  return new SignIns(join(folder, "salesforce-rest-mcp"));
}

function signInOf({ settings }: DemoOrg) {
  return {
    loginUrl: settings.SALESFORCE_LOGIN_URL,
    clientId: settings.SALESFORCE_CLIENT_ID,
    refreshToken: settings.SALESFORCE_REFRESH_TOKEN,
  };
}

const servers: Connected[] = [];

async function serve(
  signIn: Record<string, string> = {},
  over: "stdio" | "memory" = "memory",
): Promise<Connected> {
  const env = { ...settingsOfFolder(folder), ...signIn };
  const server = await connect({ org, over, signIn: () => env });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function works(server: Connected): Promise<void> {
  const { text, isError } = await server.call("executeQuery", query);
  expect(isError, text).toBe(false);
}

/** Both sign in anew in every round, at the same time. */
async function refreshTogether(servers: readonly Connected[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    org.oauth.expireAll();
    await Promise.all(servers.map(works));
  }
}

describe("a refresh token that rotates", () => {
  test("of a setting: two processes on it, and one that starts later, all get on", async () => {
    const processes = [await serve(org.settings, "stdio"), await serve(org.settings, "stdio")];
    await refreshTogether(processes, 10);
    await works(await serve(org.settings, "stdio"));
    expect(org.counters()["token.refresh_token"]).toBe(21);
  });

  test("of a setting: the first time, it is said that the setting is used up", async () => {
    const server = await serve(org.settings);
    await refreshTogether([server], 3);
    expect(server.logged).toEqual([expect.stringContaining("replaced SALESFORCE_REFRESH_TOKEN by another")]);
  });

  test("that cannot be stored is kept in memory, and that is said", async () => {
    await writeFile(join(folder, "file"), "");
    folder = join(folder, "file");
    const server = await serve(org.settings);
    await refreshTogether([server], 3);
    const said = server.logged.join("\n");
    expect(said).toContain("the new one could not be stored (ENOTDIR");
    expect(said).not.toContain("5Aep861");
  });
});

describe("a stored sign-in", () => {
  test("is picked up by a server that was started before it", async () => {
    const server = await serve();
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(/^NOT_CONFIGURED: /);
    expect(text).toContain("salesforce-rest-mcp login in a terminal with SALESFORCE_CLIENT_ID set");
    await stored().save("default", signInOf(org));
    await works(server);
  });

  test("is picked up at once after the former one was refused", async () => {
    await stored().save("default", { ...signInOf(org), refreshToken: "revoked" });
    const server = await serve();
    expect((await server.call("executeQuery", query)).text).toMatch(/expired access\/refresh token/);
    expect((await server.call("executeQuery", query)).text).toMatch(/expired access\/refresh token/);
    expect(org.counters()["token"]).toBe(1);
    await stored().save("default", signInOf(org));
    await works(server);
  });

  test("is used by its profile's name, and SALESFORCE_AUTH_FLOW=stored asks for one", async () => {
    await stored().save("sandbox", signInOf(org));
    await works(await serve({ SALESFORCE_PROFILE: "sandbox" }));
    const other = await serve({ SALESFORCE_AUTH_FLOW: "stored", SALESFORCE_PROFILE: "production" });
    expect((await other.call("executeQuery", query)).text).toMatch(
      /^NOT_CONFIGURED: There is no stored sign-in 'production'\. Stored are: sandbox\.\nHint: .*login --profile production/,
    );
  });

  test("goes before client credentials of the same app, and after any other complete settings", async () => {
    await stored().save("default", signInOf(org));
    const { SALESFORCE_AUTH_FLOW: _, ...credentials } = org.clientCredentialsSettings();
    await works(await serve(credentials));
    await works(await serve(org.jwtSettings()));
    const counters = org.counters();
    expect(counters["token.refresh_token"]).toBe(1);
    expect(counters["token.client_credentials"]).toBeUndefined();
  });

  test("that becomes another org's is not used without a restart", async () => {
    await stored().save("default", signInOf(org));
    const server = await serve();
    await works(server);
    const other = await startDemoOrg();
    await stored().save("default", signInOf(other));
    org.oauth.expireAll();
    expect((await server.call("executeQuery", query)).text).toMatch(
      /^AUTH_FAILED: The stored sign-in 'default' now is one of another org/,
    );
    await works(await serve());
    await other.close();
  });

  test("whose file is damaged is said, with the remedy", async () => {
    await stored().save("default", signInOf(org));
    await writeFile(join(folder, "salesforce-rest-mcp", "sign-in.default.json"), "{");
    const { text } = await (await serve()).call("executeQuery", query);
    expect(text).toMatch(/^AUTH_FAILED: The stored sign-in 'default' is damaged\.\nHint: .*login/);
  });
});

test("a rotated token that is used again revokes everything in the demo org too", async () => {
  const server = await serve(org.settings);
  await works(server);
  folder = temporaryFolder();
  const elsewhere = await serve(org.settings);
  expect((await elsewhere.call("executeQuery", query)).text).toMatch(/expired access\/refresh token/);
  expect((await server.call("executeQuery", query)).text).toMatch(/expired access\/refresh token/);
});
