const service = "salesforce-rest-mcp";

/** Where a system keeps its user's secrets, an entry a profile. Everything throws when it is locked. */
export interface Keychain {
  get(profile: string): Promise<string | undefined>;
  set(profile: string, secret: string): Promise<void>;
  remove(profile: string): Promise<void>;
}

/** The system's keychain, or undefined where there is none or the optional package was not installed. */
export async function systemKeychain(): Promise<Keychain | undefined> {
  const keyring = await import("@napi-rs/keyring").catch(() => undefined);
  if (!keyring) return undefined;
  // On Linux the package would fall back to the kernel's keyring, which forgets everything at a restart.
  const entry = (profile: string) =>
    new keyring.AsyncEntry(service, profile, { linux: { store: "secret-service" } });
  return {
    get: async (profile) => (await entry(profile).getPassword()) ?? undefined,
    set: (profile, secret) => entry(profile).setPassword(secret),
    remove: async (profile) => void (await entry(profile).deletePassword()),
  };
}
