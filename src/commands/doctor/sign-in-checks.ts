import { stat } from "node:fs/promises";
import { signedAssertion } from "../../auth/flows.ts";
import { chosenFlow } from "../../auth/session.ts";
import type { SignIns } from "../../auth/store.ts";
import type { Config } from "../../config/config.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { failed, type Outcome, ok, type Step, skipped } from "./checkup.ts";

/** A JWT is good for 150 seconds, and Salesforce takes none that is good for more than 180. */
const mostAheadSeconds = 30;
const mostBehindSeconds = 140;

export interface SignInParts {
  /** With the demo org's own settings in demo mode. */
  config: Config;
  store: SignIns;
  salesforce: Salesforce;
  /** Gets a page without a token. */
  look(url: string): Promise<{ headers: Record<string, string> }>;
}

async function flowCheck({ config, store }: SignInParts): Promise<Outcome> {
  const { loginUrl, instanceUrl, username, profile, demo } = config;
  const flow = await chosenFlow(config, store);
  if (demo) return ok("the embedded demo org");
  if (flow === "access-token") return ok(`a ready session at ${instanceUrl}`);
  if (flow === "sf-cli") return ok(`the Salesforce CLI's sign-in '${config.sfOrg}'`);
  if (flow === "jwt-bearer") return ok(`JWT bearer as ${username} at ${loginUrl}`);
  if (flow !== "stored") return ok(`${flow} at ${loginUrl}`);
  const signIn = await store.load(profile);
  return ok(`stored sign-in '${profile}' for ${signIn?.loginUrl}, in ${await store.place(profile)}`);
}

async function keyCheck({ config, store }: SignInParts): Promise<Outcome> {
  if ((await chosenFlow(config, store)) !== "jwt-bearer")
    return skipped("only the JWT bearer flow needs one");
  await signedAssertion(config);
  const { privateKeyFile } = config;
  const open =
    privateKeyFile !== undefined && process.platform !== "win32" && (await stat(privateKeyFile)).mode & 0o077;
  return ok(`can sign${open ? "; other users of this machine can read its file, chmod 600 closes it" : ""}`);
}

/** The host that gives tokens. A ready session needs none, so there it is the org itself. */
async function hostOf({ config, store, salesforce }: SignInParts): Promise<string> {
  const flow = await chosenFlow(config, store);
  if (flow === "access-token") return config.instanceUrl ?? "";
  // Only the Salesforce CLI knows the host, so it has to be asked before anything else.
  if (flow === "sf-cli") return salesforce.instanceUrl();
  const stored = flow === "stored" ? await store.load(config.profile) : undefined;
  return stored?.loginUrl ?? config.loginUrl;
}

/** Seconds that this machine is ahead of the `Date` header, which has no fractions. */
function secondsAhead(date: string | undefined, asked: number, answered: number): number | undefined {
  const theirs = Date.parse(date ?? "");
  return Number.isNaN(theirs) ? undefined : Math.round(((asked + answered) / 2 - 500 - theirs) / 1_000);
}

function clockOutcome(ahead: number | undefined, jwt: boolean): Outcome {
  if (ahead === undefined) return skipped("the host says no time");
  const words = Math.abs(ahead) < 2 ? "right" : `${Math.abs(ahead)} s ${ahead > 0 ? "ahead" : "behind"}`;
  if (!jwt) return skipped(`${words}; only the JWT bearer flow needs it right`);
  if (ahead <= mostAheadSeconds && ahead >= -mostBehindSeconds) return ok(words);
  return failed(
    `this machine's clock is ${words}, so Salesforce takes no JWT from it`,
    "Set the clock right, best by automatic time.",
  );
}

/** The check of whether there is anything to sign in with. */
export const signInSettings = "sign-in settings";

/** The checks from the settings to a token, in the order in which they depend on each other. */
export function signInSteps(parts: SignInParts): Step[] {
  const { config, salesforce } = parts;
  let ahead: number | undefined;
  const lookAtHost = async () => {
    const host = await hostOf(parts);
    const asked = Date.now();
    const { headers } = await parts.look(`${host}/.well-known/openid-configuration`);
    ahead = secondsAhead(headers["date"], asked, Date.now());
    return ok(`${new URL(host).host} answers after ${Date.now() - asked} ms`);
  };
  return [
    { name: signInSettings, run: () => flowCheck(parts), vital: "there is no sign-in to try" },
    { name: "private key", run: () => keyCheck(parts), vital: "there is no key to sign with" },
    { name: "login host", run: lookAtHost, vital: "the login host cannot be reached" },
    {
      name: "clock",
      run: async () => clockOutcome(ahead, (await chosenFlow(config, parts.store)) === "jwt-bearer"),
    },
    {
      name: "sign-in",
      run: async () => ok(`a token for ${await salesforce.instanceUrl()}`),
      vital: "there is no token",
    },
  ];
}
