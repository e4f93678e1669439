import { expect, test } from "vitest";
import { OAuthSession } from "../../src/auth/session.ts";
import { configOf } from "../in-memory-server.ts";

/** A sign-in at this login URL, whose answer names that instance. */
function tokenFrom(loginUrl: string, instanceUrl: string) {
  const config = configOf({
    SALESFORCE_LOGIN_URL: loginUrl,
    SALESFORCE_CLIENT_ID: "app",
    SALESFORCE_REFRESH_TOKEN: "token",
  });
  const nothingStored = {
    load: async () => undefined,
    save: async () => undefined,
    exclusive: <T>(_: string, work: () => Promise<T>) => work(),
  };
  const post = async () => ({ status: 200, body: { access_token: "00D!token", instance_url: instanceUrl } });
  const noCli = () => Promise.reject(new Error("the Salesforce CLI is not asked"));
  return new OAuthSession(config, post, nothingStored, noCli).token(new AbortController().signal);
}

test.each([
  "http://127.0.0.1:8080",
  "https://127.0.0.1",
  "https://localhost",
  "http://[::1]:1",
  "http://acme.my.salesforce.com",
  "ftp://x",
])("a real login host that sends tokens to %s is not believed", async (instanceUrl) => {
  for (const loginUrl of ["https://login.salesforce.com", "https://acme.my.salesforce.com"])
    await expect(tokenFrom(loginUrl, instanceUrl)).rejects.toMatchObject({ code: "AUTH_FAILED" });
});

test.each([
  ["https://login.salesforce.com", "https://acme.my.salesforce.com"],
  ["http://127.0.0.1:1", "http://127.0.0.1:2"],
  ["http://localhost:1", "https://acme.my.salesforce.com"],
])("%s may name %s", async (loginUrl, instanceUrl) => {
  expect(await tokenFrom(loginUrl, instanceUrl)).toMatchObject({ instanceUrl });
});
