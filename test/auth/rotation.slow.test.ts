import { expect, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { startDemoOrg } from "../../src/demo/org.ts";
import { connect } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";

test("two processes on one profile refresh 200 times, and neither is locked out", async () => {
  const org = await startDemoOrg({ rotateRefreshTokens: true });
  const own = settingsOfFolder(temporaryFolder());
  const { SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_CLIENT_ID: clientId } = org.settings;
  const signIn = { loginUrl, clientId, refreshToken: org.settings.SALESFORCE_REFRESH_TOKEN };
  await new SignIns(`${own.XDG_CONFIG_HOME}/salesforce-rest-mcp`).save("default", signIn);
  const start = () => connect({ org, over: "stdio", signIn: () => own });
  const processes = await Promise.all([start(), start()]);
  for (let round = 0; round < 100; round++) {
    org.oauth.expireAll();
    const soql = "SELECT Id FROM Account LIMIT 1";
    const answers = await Promise.all(processes.map(({ call }) => call("executeQuery", { soql })));
    for (const { text, isError } of answers) expect(isError, text).toBe(false);
  }
  expect(org.counters()["token.refresh_token"]).toBe(200);
  await Promise.all([...processes.map(({ close }) => close()), org.close()]);
}, 120_000);
