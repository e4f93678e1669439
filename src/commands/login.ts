import { createInterface } from "node:readline";
import { type LoginPorts, signInByBrowser } from "../auth/login.ts";
import { chosenFlow } from "../auth/session.ts";
import type { Config } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { whoAmI } from "../salesforce/metadata/who-am-i.ts";
import { formPost, pageGet } from "../salesforce/rest/sign-in-requests.ts";
import { Transport } from "../salesforce/rest/transport.ts";
import { boundedClient } from "./bounded-client.ts";
import { failureOf } from "./failure.ts";
import { onInterrupt } from "./interrupts.ts";
import { createRuntime } from "./runtime/runtime.ts";
import { signInsOf } from "./runtime/sign-ins.ts";
import { complain, say } from "./say.ts";

const limitMilliseconds = 300_000;

async function openBrowser(address: string): Promise<void> {
  try {
    const { default: open } = await import("open");
    await open(address);
  } catch {
    complain("The browser could not be opened; open the address yourself.");
  }
}

function presentIn(config: Config, browser: boolean): LoginPorts["present"] {
  return (address) => {
    say(`Sign in with your browser at ${new URL(config.loginUrl).host}:\n\n${address}\n`);
    say(
      `Waiting for it at ${config.redirectUrl}, for ${limitMilliseconds / 60_000} minutes; Ctrl-C ends it. If the browser is on another machine, its last page does not load: copy that page's address, paste it here and press Enter.`,
    );
    if (browser) void openBrowser(address);
  };
}

/** Standard input, line by line, until the sign-in has ended. */
function pasteFrom(input: NodeJS.ReadStream): { onPaste: LoginPorts["onPaste"]; close(): void } {
  const lines = createInterface({ input });
  return {
    onPaste: (take) =>
      lines.on("line", (line) => {
        if (line.trim() !== "" && !take(line.trim()))
          complain("That is not the address this sign-in waits for; it is still waiting.");
      }),
    close: () => {
      lines.close();
      input.destroy();
    },
  };
}

/** One call with what was stored, which stays when the call fails: the sign-in itself went well. */
async function sayWhoIsSignedIn(config: Config): Promise<boolean> {
  const runtime = createRuntime({ ...config, authFlow: "stored" });
  const salesforce = boundedClient(await runtime.connect(), config.timeoutSeconds);
  try {
    const { user, organization, instanceUrl } = await whoAmI(salesforce);
    const kind = organization.kind ? ` (${organization.kind})` : "";
    const org = organization.name ?? `org ${organization.id}`;
    say(`Signed in as ${user.name} (${user.username}) in ${org}${kind}, ${instanceUrl}.`);
    return true;
  } catch (error) {
    const { message, remedy } = await failureOf(error, salesforce);
    complain(`The sign-in went well, but the first call with it failed: ${message}`, remedy);
    return false;
  } finally {
    await runtime.close();
  }
}

async function saySignedIn(config: Config, place: string): Promise<number> {
  const { profile } = config;
  const works = await sayWhoIsSignedIn(config);
  say(`Stored as profile '${profile}' in ${place}.`);
  if (profile !== "default")
    say(`A server uses it with --profile ${profile} or SALESFORCE_PROFILE=${profile}.`);
  const flow = await chosenFlow(config, signInsOf(config));
  if (flow !== "stored")
    say(
      `Note: the settings given here sign in by ${flow}, which goes before what is stored. Take them away where the server runs, or set SALESFORCE_AUTH_FLOW=stored.`,
    );
  say(
    `Next: ${config.startedAs} setup CLIENT tells a client of this server; one that runs already uses the sign-in with its next call.`,
  );
  return works ? 0 : 1;
}

async function signIn(config: Config, clientId: string, browser: boolean): Promise<number> {
  const { loginUrl, clientSecret, redirectUrl, profile } = config;
  const store = signInsOf(config);
  const transport = new Transport(config);
  const cancelled = new AbortController();
  const uninterrupted = onInterrupt(() => cancelled.abort());
  const { onPaste, close } = pasteFrom(process.stdin);
  try {
    await signInByBrowser(
      { loginUrl, clientId, redirectUrl, ...(clientSecret !== undefined && { clientSecret }) },
      {
        post: formPost(transport),
        look: pageGet(transport),
        present: presentIn(config, browser),
        keep: (kept) => store.exclusive(profile, async () => void (await store.save(profile, kept))),
        onPaste,
        signal: cancelled.signal,
        limitMilliseconds,
      },
    );
  } finally {
    close();
    uninterrupted();
    await transport.close();
  }
  return saySignedIn(config, (await store.place(profile)) ?? "");
}

/**
 * Signs in by the browser and stores the sign-in under the profile. Resolves to the exit code: 0, 1 when it
 * failed, 130 when the user ended it.
 */
export async function login(config: Config, options: { browser: boolean }): Promise<number> {
  if (config.demo) {
    complain("login signs in to an org of yours; the demo org needs no sign-in.", "Leave --demo out.");
    return 1;
  }
  if (config.clientId === undefined) {
    complain(
      "login needs SALESFORCE_CLIENT_ID, the consumer key of an External Client App (and SALESFORCE_CLIENT_SECRET where the app asks for one).",
      `Set them in the environment or in .env. docs/sign-in.md says how to make the app; ${config.redirectUrl} must be one of its callback URLs.`,
    );
    return 1;
  }
  try {
    return await signIn(config, config.clientId, options.browser);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    complain(error.message, error.hint);
    return error.code === "CANCELLED" ? 130 : 1;
  }
}
