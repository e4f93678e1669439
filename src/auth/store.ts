import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SignInStore, StoredSignIn } from "./session.ts";

/** Where stored sign-ins live on each system, for the one user alone. */
function signInsFolder(env: Record<string, string | undefined> = process.env): string {
  if (process.platform === "win32" && env["APPDATA"]) return join(env["APPDATA"], "salesforce-rest-mcp");
  if (process.platform === "darwin")
    return join(homedir(), "Library", "Application Support", "salesforce-rest-mcp");
  return join(env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "salesforce-rest-mcp");
}

interface Keychain {
  getPassword(): string | null;
  setPassword(password: string): void;
  deletePassword(): boolean;
}

const service = "salesforce-rest-mcp";

/** The system keychain's entry, or undefined where there is no keychain. */
async function keychainOf(profile: string): Promise<Keychain | undefined> {
  try {
    const { Entry } = await import("@napi-rs/keyring");
    return new Entry(service, profile);
  } catch {
    return undefined;
  }
}

/** A lock file of a process that died is taken over after this long. */
const staleMilliseconds = 20_000;
const longestWaitMilliseconds = 40_000;

function isSignIn(value: unknown): value is StoredSignIn {
  return (
    typeof value === "object" &&
    value !== null &&
    "loginUrl" in value &&
    "clientId" in value &&
    "refreshToken" in value
  );
}

function parsed(text: string): StoredSignIn | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSignIn(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Sign-ins in the system keychain, else in files that only their owner may read, written atomically. */
export class SignIns implements SignInStore {
  readonly #folder: string;
  readonly #useKeychain: boolean;

  constructor(options: { folder?: string; keychain?: boolean } = {}) {
    this.#folder = options.folder ?? signInsFolder();
    this.#useKeychain = options.keychain ?? true;
  }

  /** A file wins, since it is what is written where the keychain fails. */
  async load(profile: string): Promise<StoredSignIn | undefined> {
    const text = await readFile(this.#file(profile), "utf8").catch(() => undefined);
    if (text !== undefined) return parsed(text);
    // Only a profile that was stored in the keychain has a marker, so that nobody else is asked to unlock it.
    if (!(await stat(this.#marker(profile)).catch(() => undefined))) return undefined;
    const kept = await this.#fromKeychain(profile, (entry) => entry.getPassword());
    return kept ? parsed(kept) : undefined;
  }

  /** Returns where it went, in words. */
  async save(profile: string, signIn: StoredSignIn): Promise<void> {
    await this.store(profile, signIn);
  }

  async store(profile: string, signIn: StoredSignIn): Promise<"keychain" | "file"> {
    const text = JSON.stringify(signIn);
    const kept = await this.#fromKeychain(profile, (entry) => {
      entry.setPassword(text);
      return entry.getPassword() === text;
    });
    await this.#writeFile(kept ? this.#marker(profile) : this.#file(profile), kept ? "" : text);
    if (kept) await rm(this.#file(profile), { force: true });
    return kept ? "keychain" : "file";
  }

  /** Whether there was something to forget. */
  async remove(profile: string): Promise<boolean> {
    const known = (await this.load(profile)) !== undefined;
    await this.#fromKeychain(profile, (entry) => entry.deletePassword());
    await Promise.all([this.#file(profile), this.#marker(profile)].map((path) => rm(path, { force: true })));
    return known;
  }

  async exclusive<T>(profile: string, work: () => Promise<T>): Promise<T> {
    const lock = `${this.#file(profile)}.lock`;
    await this.#lock(lock);
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  async #lock(lock: string): Promise<void> {
    await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
    const until = Date.now() + longestWaitMilliseconds;
    for (;;) {
      const handle = await open(lock, "wx", 0o600).catch(() => undefined);
      if (handle) return handle.close();
      const found = await stat(lock).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > staleMilliseconds) await rm(lock, { force: true });
      if (Date.now() > until) throw new Error("another process holds the stored sign-in for too long");
      await sleep(20 + Math.random() * 30);
    }
  }

  async #fromKeychain<T>(profile: string, use: (entry: Keychain) => T): Promise<T | undefined> {
    if (!this.#useKeychain) return undefined;
    const entry = await keychainOf(profile);
    try {
      return entry && use(entry);
    } catch {
      return undefined;
    }
  }

  async #writeFile(path: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const partial = `${path}.${randomBytes(6).toString("hex")}`;
    await writeFile(partial, text, { mode: 0o600, flag: "wx", flush: true });
    await rename(partial, path);
  }

  #file(profile: string): string {
    return join(this.#folder, `${profile}.json`);
  }

  #marker(profile: string): string {
    return join(this.#folder, `${profile}.keychain`);
  }
}
