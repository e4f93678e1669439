import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { connect } from "../connect.ts";

let org: DemoOrg;

beforeEach(async () => {
  org = await startDemoOrg();
});

afterEach(() => org.close());

const query = { soql: "SELECT Id FROM Account LIMIT 1" };

describe("every flow signs in", () => {
  test.each<[string, (org: DemoOrg) => Record<string, string>]>([
    ["refresh token", ({ settings }) => settings],
    ["JWT bearer", (demo) => demo.jwtSettings()],
    [
      "JWT bearer with literal line breaks",
      (demo) => ({
        ...demo.jwtSettings(),
        SALESFORCE_PRIVATE_KEY: demo.jwtSettings().SALESFORCE_PRIVATE_KEY.replaceAll("\n", "\\n"),
      }),
    ],
    ["client credentials", (demo) => demo.clientCredentialsSettings()],
    ["ready access token", (demo) => demo.accessTokenSettings()],
  ])("%s", async (_, signIn) => {
    const server = await connect({ org, signIn });
    const { text, isError } = await server.call("executeQuery", query);
    expect(isError, text).toBe(false);
    await server.close();
  });
});

describe("one token for all", () => {
  test("25 calls at once after the start ask for one token, 25 on an expired one for one more", async () => {
    const server = await connect({ org });
    const burst = () => Promise.all(Array.from({ length: 25 }, () => server.call("executeQuery", query)));
    expect((await burst()).every(({ isError }) => !isError)).toBe(true);
    expect(org.counters()["token"]).toBe(1);
    org.oauth.expireAll();
    expect((await burst()).every(({ isError }) => !isError)).toBe(true);
    expect(org.counters()["token"]).toBe(2);
    await server.close();
  });

  test("a rotated refresh token is used from then on", async () => {
    org.oauth.rotate = true;
    const server = await connect({ org });
    for (let round = 0; round < 3; round++) {
      org.oauth.expireAll();
      expect((await server.call("executeQuery", query)).isError).toBe(false);
    }
    expect(org.counters()["token"]).toBe(3);
    await server.close();
  });
});

describe("refusals", () => {
  test("a rejected grant is said with its remedy, and not asked for again at once", async () => {
    org.oauth.revokeRefreshTokens();
    const server = await connect({ org });
    const answers = [await server.call("executeQuery", query), await server.call("executeQuery", query)];
    for (const { text } of answers)
      expect(text).toMatch(
        /^AUTH_FAILED: Salesforce refused the sign-in \(invalid_grant: expired access\/refresh token\)\.(?: That was .*)?\nHint: Sign in again/,
      );
    expect(org.counters()["token"]).toBe(1);
    await server.close();
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      "a wrong client id",
      { SALESFORCE_CLIENT_ID: "wrong" },
      /invalid_client_id.*\nHint: Check SALESFORCE_CLIENT_ID/,
    ],
    [
      "a wrong secret",
      { SALESFORCE_CLIENT_SECRET: "wrong" },
      /invalid_client:.*\nHint: Check SALESFORCE_CLIENT_SECRET/,
    ],
  ])("%s", async (_, change, expected) => {
    const server = await connect({ org, signIn: ({ settings }) => ({ ...settings, ...change }) });
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(expected);
    expect(text).not.toContain(org.settings.SALESFORCE_REFRESH_TOKEN);
    await server.close();
  });

  test.each<[string, (org: DemoOrg) => Record<string, string>, RegExp]>([
    [
      "a wrong audience",
      (demo) => ({ ...demo.jwtSettings(), SALESFORCE_JWT_AUDIENCE: "https://example.com" }),
      /audience is invalid.*\nHint: Set SALESFORCE_JWT_AUDIENCE/,
    ],
    [
      "an unapproved user",
      (demo) => ({ ...demo.jwtSettings(), SALESFORCE_USERNAME: "nobody@demo.example" }),
      /hasn't approved.*\nHint: Let an administrator/,
    ],
    [
      "no key at all",
      (demo) => ({
        ...demo.jwtSettings(),
        SALESFORCE_PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nno key\n-----END PRIVATE KEY-----",
      }),
      /^AUTH_FAILED: The private key cannot be used/,
    ],
  ])("JWT bearer: %s", async (_, signIn, expected) => {
    const server = await connect({ org, signIn });
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(expected);
    await server.close();
  });

  test("an expired ready session is said, and does not loop", async () => {
    const server = await connect({ org, signIn: (demo) => demo.accessTokenSettings() });
    org.oauth.expireAll();
    expect((await server.call("executeQuery", query)).text).toMatch(
      /^AUTH_FAILED: Salesforce no longer accepts SALESFORCE_ACCESS_TOKEN/,
    );
    await server.close();
  });

  test("without settings the call says what is missing, and nothing is sent", async () => {
    const server = await connect({
      org,
      signIn: () => ({ SALESFORCE_CLIENT_ID: "only" }),
    });
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(
      /^NOT_CONFIGURED: There is no Salesforce sign-in\. Of the settings, refresh-token still needs SALESFORCE_REFRESH_TOKEN/,
    );
    expect(org.counters()).toEqual({});
    await server.close();
  });

  test("another 401 than an expired session does not loop", async () => {
    const server = await connect({ org });
    org.faults.add({
      path: "/query",
      times: 9,
      answer: {
        status: 401,
        body: '[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_AUTH_HEADER"}]',
      },
    });
    const { text } = await server.call("executeQuery", query);
    expect(text).toMatch(/^INVALID_AUTH_HEADER: /);
    expect(org.counters()["token"]).toBe(1);
    await server.close();
  });
});
