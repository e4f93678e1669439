// The Salesforce CLI, signed in to the demo org: this server takes its sign-in, and its words where it has none.
import { assert, emptyFolder, program, run, startOrg } from "./server.mjs";

export const packages = ["@salesforce/cli"];

export async function check({ bin, path }) {
  const { settings, close } = await startOrg("--flow", "access-token");
  const { SALESFORCE_ACCESS_TOKEN: SF_ACCESS_TOKEN, SALESFORCE_INSTANCE_URL: url } = settings;
  const quiet = {
    SF_DISABLE_TELEMETRY: "true",
    SF_AUTOUPDATE_DISABLE: "true",
    SF_SKIP_NEW_VERSION_CHECK: "true",
  };
  const env = { HOME: emptyFolder(), SF_USE_GENERIC_UNIX_KEYCHAIN: "true", ...quiet };
  try {
    const login = ["org", "login", "access-token", "--instance-url", url, "--no-prompt", "--alias", "demo"];
    await run(bin("sf"), login, { path, env: { ...env, SF_ACCESS_TOKEN } });
    const call = (org, code) =>
      run(process.execPath, [program, "call", "getUserInfo", "--sf-org", org], { path, env, code });
    const { stdout } = await call("demo");
    assert(stdout.includes("dana@demo.example"), `getUserInfo answered ${stdout}`);
    const unknown = (await call("demmo", 1)).stdout;
    assert(/^AUTH_FAILED: .*No authorization information found for demmo/.test(unknown), unknown);
    assert(/Did you mean "demo"\?/.test(unknown), unknown);
    return "its sign-in is taken; its words for an alias that it does not know arrive";
  } finally {
    close();
  }
}
