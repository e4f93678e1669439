import type { StoredSignIn } from "../auth/session.ts";
import { type Config, completeFlows } from "../config/config.ts";
import { formPost } from "../salesforce/rest/sign-in-requests.ts";
import { Transport } from "../salesforce/rest/transport.ts";
import { signInsOf } from "./runtime/sign-ins.ts";
import { complain, say } from "./say.ts";

/** Revokes the refresh token and the sessions it gave. Throws when Salesforce cannot be reached. */
async function revoke(config: Config, { loginUrl, refreshToken }: StoredSignIn): Promise<string> {
  const transport = new Transport(config);
  try {
    const form = { token: refreshToken };
    const { status } = await formPost(transport)(`${loginUrl}/services/oauth2/revoke`, form);
    if (status === 200) return "revoked at Salesforce";
    if (status === 400) return "no longer valid at Salesforce";
    throw new Error(`it answered HTTP ${status}`);
  } finally {
    await transport.close();
  }
}

/**
 * Revokes the profile's sign-in at Salesforce and forgets it. Resolves to the exit code: 0, also when there was
 * nothing, and 1 when Salesforce could not be told.
 */
export async function logout(config: Config): Promise<number> {
  const { profile } = config;
  const store = signInsOf(config);
  const place = await store.place(profile);
  if (place === undefined) {
    const others = await store.profiles();
    say(
      `There is no stored sign-in '${profile}'.${others.length > 0 ? ` Stored are: ${others.join(", ")}.` : ""}`,
    );
    return 0;
  }
  return store.exclusive(profile, async () => {
    const signIn = await store.load(profile).catch(() => undefined);
    const result = signIn
      ? await revoke(config, signIn).catch((error: unknown) => (error instanceof Error ? error : undefined))
      : undefined;
    await store.remove(profile);
    if (typeof result === "string") {
      say(`The sign-in '${profile}' is ${result} and forgotten (it was in ${place}).`);
      const [flow] = completeFlows(config);
      if (flow) say(`The settings given here still sign in by ${flow}.`);
      return 0;
    }
    complain(
      `The sign-in '${profile}' is forgotten, but it could not be revoked: ${result?.message ?? "what was stored cannot be read"}.`,
      "To revoke it, an administrator finds it in Setup under Connected Apps OAuth Usage or External Client Apps OAuth Usage.",
    );
    return 1;
  });
}
