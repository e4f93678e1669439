import { join } from "node:path";
import { expect, test } from "vitest";
import { SignIns } from "../../src/auth/store.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";
import { runCommand } from "../run-command.ts";

const call = ["call", "getUserInfo"];

test("client credentials without a My Domain URL name the setting", async () => {
  const env = { SALESFORCE_CLIENT_ID: "app", SALESFORCE_CLIENT_SECRET: "hush" };
  const { code, stdout } = await runCommand(call, { env });
  expect(code).toBe(1);
  expect(stdout).toContain(
    "client-credentials needs the org's My Domain URL as SALESFORCE_LOGIN_URL, which is login.salesforce.com",
  );
  expect(stdout).not.toContain("hush");
});

test("a profile that is not there is named, with those that are", async () => {
  const settings = settingsOfFolder(temporaryFolder());
  const store = new SignIns(join(settings.XDG_CONFIG_HOME, "salesforce-rest-mcp"));
  for (const profile of ["work", "sandbox"])
    await store.save(profile, { loginUrl: "https://login.salesforce.com", clientId: "a", refreshToken: "b" });
  for (const more of [{}, { SALESFORCE_AUTH_FLOW: "stored" }]) {
    const { stdout } = await runCommand([...call, "--profile", "wrok"], { env: { ...settings, ...more } });
    expect(stdout).toMatch(/^NOT_CONFIGURED: .*no stored sign-in 'wrok'\. Stored are: sandbox, work\./);
  }
});
