import { createHash, randomBytes } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { startDemoOrg } from "../../../src/demo/org.ts";

let now = Date.UTC(2026, 10, 24, 9);
const demo = await startDemoOrg({ now: () => now });
afterAll(() => demo.close());

const {
  SALESFORCE_CLIENT_ID: clientId,
  SALESFORCE_CLIENT_SECRET: clientSecret,
  SALESFORCE_REFRESH_TOKEN: refreshToken,
} = demo.settings;
const redirectUri = "http://localhost:1717/OauthRedirect";
const verifier = randomBytes(48).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");

type Form = Record<string, string>;
type Answer = Record<string, unknown>;

const post = (path: string, form: Form) =>
  fetch(`${demo.instanceUrl}/services/oauth2/${path}`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });

async function answer(path: string, form: Form): Promise<Answer> {
  const response = await post(path, form);
  return { status: response.status, ...((await response.json()) as Answer) };
}

const asked: Form = {
  response_type: "code",
  client_id: clientId,
  redirect_uri: redirectUri,
  code_challenge: challenge,
  code_challenge_method: "S256",
  state: "s&t",
  scope: "api refresh_token",
};

/** Where the browser is sent after the person decided. */
async function decided(decision: string, more: Form = {}): Promise<URLSearchParams> {
  const response = await post("authorize", { ...asked, ...more, decision });
  expect(response.status).toBe(302);
  const location = response.headers.get("location") ?? "";
  expect(location).toContain(redirectUri);
  return new URL(location).searchParams;
}

const exchange = async (more: Form = {}) => ({
  grant_type: "authorization_code",
  client_id: clientId,
  redirect_uri: redirectUri,
  code: (await decided("allow")).get("code") ?? "",
  code_verifier: verifier,
  ...more,
});

const query = (token: unknown) =>
  fetch(`${demo.instanceUrl}/services/data/v68.0/query?q=SELECT+Id+FROM+Account+LIMIT+1`, {
    headers: { authorization: `Bearer ${token}` },
  });

describe("authorization code with PKCE", () => {
  test("a page asks for consent, and shows what was asked as text", async () => {
    const parameters = new URLSearchParams({ ...asked, state: '"><script>' });
    const response = await fetch(`${demo.instanceUrl}/services/oauth2/authorize?${parameters}`);
    const html = await response.text();
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(html).toContain("Allow");
    expect(html).not.toContain("<script>");
  });

  test("a code is a public app's way to tokens that work, once", async () => {
    const back = await decided("allow");
    expect(back.get("state")).toBe("s&t");
    const form = await exchange({ code: back.get("code") ?? "" });
    const tokens = await answer("token", form);
    expect(tokens).toMatchObject({
      status: 200,
      token_type: "Bearer",
      instance_url: demo.instanceUrl,
      issued_at: String(now),
      refresh_token: expect.any(String),
    });
    expect((await query(tokens["access_token"])).status).toBe(200);
    expect(await answer("token", form)).toMatchObject({ status: 400, error: "invalid_grant" });
  });

  test.each<[string, Form, string]>([
    ["another verifier", { code_verifier: randomBytes(48).toString("base64url") }, "invalid code verifier"],
    ["a short verifier", { code_verifier: "short" }, "invalid code verifier"],
    [
      "another redirect URI",
      { redirect_uri: "http://localhost:1718/OauthRedirect" },
      "redirect_uri must match",
    ],
    ["a code that was never given out", { code: "aPrx" }, "invalid authorization code"],
    ["another app", { client_id: "3MVG9" }, "client identifier invalid"],
    ["a wrong secret", { client_secret: "no" }, "invalid client credentials"],
  ])("%s is refused", async (_, more, description) => {
    const refused = await answer("token", await exchange(more));
    expect(refused["status"]).toBe(400);
    expect(refused["error_description"]).toContain(description);
  });

  test("without a challenge the secret is needed", async () => {
    const { code_challenge: _, code_challenge_method: __, ...without } = asked;
    const code = async () => {
      const response = await post("authorize", { ...without, decision: "allow" });
      return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
    };
    const form = { grant_type: "authorization_code", client_id: clientId, redirect_uri: redirectUri };
    expect(await answer("token", { ...form, code: await code() })).toMatchObject({ error: "invalid_client" });
    const tokens = await answer("token", { ...form, code: await code(), client_secret: clientSecret });
    expect(tokens["status"]).toBe(200);
  });

  test("denied, or asked for in another way, the app is told", async () => {
    expect((await decided("deny")).get("error")).toBe("access_denied");
    expect((await decided("allow", { response_type: "token" })).get("error")).toBe(
      "unsupported_response_type",
    );
    expect((await decided("allow", { code_challenge_method: "plain" })).get("error")).toBe("invalid_request");
  });

  test("nobody is sent to an address that is not the app's", async () => {
    const response = await post("authorize", {
      ...asked,
      redirect_uri: `${redirectUri}/evil`,
      decision: "allow",
    });
    expect({ status: response.status, to: response.headers.get("location") }).toEqual({
      status: 400,
      to: null,
    });
    expect(await response.text()).toContain("redirect_uri_mismatch");
  });

  test("a code is good for ten minutes", async () => {
    const form = await exchange();
    now += 601_000;
    expect(await answer("token", form)).toMatchObject({ error: "invalid_grant" });
  });
});

const refresh = { grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken };

describe("tokens", () => {
  test("a refresh token stays the same, and its access token lives two hours", async () => {
    const tokens = await answer("token", refresh);
    expect(tokens).not.toHaveProperty("refresh_token");
    now += 7_199_000;
    expect((await query(tokens["access_token"])).status).toBe(200);
    now += 2_000;
    expect((await query(tokens["access_token"])).status).toBe(401);
  });

  test("are introspected by the app alone", async () => {
    const { access_token: token } = await answer("token", refresh);
    const app = { client_id: clientId, client_secret: clientSecret };
    expect(await answer("introspect", { ...app, token: String(token) })).toMatchObject({
      status: 200,
      active: true,
      username: "dana@demo.example",
      token_type: "access_token",
      exp: Math.floor(now / 1_000) + 7_200,
    });
    expect(await answer("introspect", { ...app, token: refreshToken })).toMatchObject({
      active: true,
      token_type: "refresh_token",
    });
    expect(await answer("introspect", { ...app, token: "none" })).toEqual({ status: 200, active: false });
    expect(await answer("introspect", { client_id: clientId, token: refreshToken })).toMatchObject({
      status: 401,
    });
  });

  test("a revoked refresh token takes its access tokens along, an access token goes alone", async () => {
    const first = await answer("token", await exchange());
    const second = await answer("token", { ...refresh, refresh_token: String(first["refresh_token"]) });
    expect((await post("revoke", { token: String(first["access_token"]) })).status).toBe(200);
    expect((await query(first["access_token"])).status).toBe(401);
    expect((await query(second["access_token"])).status).toBe(200);
    expect((await post("revoke", { token: String(first["refresh_token"]) })).status).toBe(200);
    expect((await query(second["access_token"])).status).toBe(401);
    expect(await answer("revoke", { token: "none" })).toMatchObject({
      status: 400,
      error: "unsupported_token_type",
    });
  });

  test("rotation gives another refresh token, and the old one dies", async () => {
    const own = await startDemoOrg({ rotateRefreshTokens: true });
    const form = { ...refresh, client_id: own.settings.SALESFORCE_CLIENT_ID };
    const ask = async (token: string) => {
      const body = new URLSearchParams({ ...form, refresh_token: token });
      const response = await fetch(`${own.instanceUrl}/services/oauth2/token`, { method: "POST", body });
      return (await response.json()) as Answer;
    };
    const next = await ask(own.settings.SALESFORCE_REFRESH_TOKEN);
    expect(next["refresh_token"]).not.toBe(own.settings.SALESFORCE_REFRESH_TOKEN);
    expect(await ask(String(next["refresh_token"]))).toHaveProperty("access_token");
    expect(await ask(own.settings.SALESFORCE_REFRESH_TOKEN)).toMatchObject({ error: "invalid_grant" });
    await own.close();
  });

  test.each<[string, Form, string]>([
    ["no grant type", {}, "invalid_request"],
    ["another grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["an unknown refresh token", { ...refresh, refresh_token: "no" }, "invalid_grant"],
    ["an unknown app", { ...refresh, client_id: "no" }, "invalid_client_id"],
    [
      "client credentials without the secret",
      { grant_type: "client_credentials", client_id: clientId },
      "invalid_client",
    ],
  ])("%s is refused", async (_, form, error) => {
    expect(await answer("token", form)).toMatchObject({ status: 400, error });
  });

  test("userinfo and identity tell who it is, with a token", async () => {
    const { access_token: token, id } = await answer("token", refresh);
    const headers = { authorization: `Bearer ${token}` };
    const info = await fetch(`${demo.instanceUrl}/services/oauth2/userinfo`, { headers });
    expect(await info.json()).toMatchObject({
      preferred_username: "dana@demo.example",
      zoneinfo: "America/Los_Angeles",
      organization_id: expect.stringMatching(/^00D/),
      urls: { rest: expect.stringContaining("{version}") },
    });
    expect(await (await fetch(String(id), { headers })).json()).toMatchObject({
      id,
      username: "dana@demo.example",
    });
    expect((await fetch(String(id))).status).toBe(401);
  });
});
