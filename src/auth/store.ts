import { chmod, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { isSafeUrl } from "../config/urls.ts";
import { signInFiles } from "../config/user-folders.ts";
import { systemCode, ToolError } from "../errors.ts";
import { removeLeavings, writeWhole } from "../files/whole-file.ts";
import { withClaim } from "./claim.ts";
import type { Keychain } from "./keychain.ts";
import type { SignInStore, StoredSignIn } from "./session.ts";

/** What a folder that cannot be written says; then there is nothing that two processes could both change. */
const unwritable = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "ENOSPC"]);

function isSignIn(value: unknown): value is StoredSignIn {
  if (typeof value !== "object" || value === null) return false;
  // Any object may be asked for any key; what comes is checked.
  const { loginUrl, clientId, refreshToken } = value as Partial<Record<keyof StoredSignIn, unknown>>;
  const texts = typeof clientId === "string" && typeof refreshToken === "string" && refreshToken !== "";
  return texts && typeof loginUrl === "string" && isSafeUrl(loginUrl);
}

function parsed(text: string): StoredSignIn | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSignIn(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface SignInsOptions {
  /** Nothing: everything goes into files. Asked for when it is first needed. */
  keychain?: () => Promise<Keychain | undefined>;
  /** What the user should know and no error says. */
  warn?: (text: string) => void;
}

/**
 * Sign-ins in the system keychain, else in files that only their owner may read, written atomically. A
 * profile that is in the keychain has an empty marker file, so that the keychain is never opened in vain.
 */
export class SignIns implements SignInStore {
  readonly #folder: string;
  readonly #open: () => Promise<Keychain | undefined>;
  readonly #warn: (text: string) => void;

  constructor(folder: string, options: SignInsOptions = {}) {
    this.#folder = folder;
    this.#open = options.keychain ?? (async () => undefined);
    this.#warn = options.warn ?? (() => undefined);
  }

  /** Throws AUTH_FAILED when something is stored that cannot be read. A file wins, being the newer. */
  async load(profile: string): Promise<StoredSignIn | undefined> {
    const text = (await this.#readFile(profile)) ?? (await this.#fromKeychain(profile));
    if (text === undefined) return undefined;
    const signIn = parsed(text);
    if (signIn) return signIn;
    throw this.#unreadable(profile, "is damaged");
  }

  /** Resolves to where it went. */
  async save(profile: string, signIn: StoredSignIn): Promise<"keychain" | "file"> {
    const text = JSON.stringify(signIn);
    const file = this.#file(profile);
    const inFile = await this.#found(file);
    // A file wins over the keychain, so it must never hold an older token, whenever the process ends.
    if (inFile) await this.#writeFile(file, text);
    if (await this.#toKeychain(profile, text)) {
      await this.#writeFile(this.#marker(profile), "");
      await rm(file, { force: true });
      return "keychain";
    }
    if (!inFile) await this.#writeFile(file, text);
    return "file";
  }

  /** Forgets it, damaged or not. Resolves to whether there was something. */
  async remove(profile: string): Promise<boolean> {
    const paths = [this.#file(profile), this.#marker(profile)];
    const [file, marker] = await Promise.all(paths.map((path) => this.#found(path)));
    if (marker) await (await this.#open())?.remove(profile).catch(() => undefined);
    await Promise.all(paths.map((path) => rm(path, { force: true })));
    return Boolean(file || marker);
  }

  /** In words: the file's path, or the system keychain; undefined when there is nothing. */
  async place(profile: string): Promise<string | undefined> {
    if (await this.#found(this.#file(profile))) return this.#file(profile);
    return (await this.#found(this.#marker(profile))) ? "the system keychain" : undefined;
  }

  /** The profiles that are stored, by name. */
  async profiles(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const profiles = names.flatMap((name) => /^sign-in\.([\w.-]+)\.(?:json|keychain)$/.exec(name)?.[1] ?? []);
    return [...new Set(profiles)].sort();
  }

  async exclusive<T>(profile: string, work: () => Promise<T>): Promise<T> {
    let working = false;
    try {
      await this.#makeFolder();
      return await withClaim(this.#folder, profile, () => {
        working = true;
        return work();
      });
    } catch (error) {
      if (working || !unwritable.has(systemCode(error))) throw error;
      return work();
    }
  }

  async #readFile(profile: string): Promise<string | undefined> {
    const path = this.#file(profile);
    try {
      const text = await readFile(path, "utf8");
      await this.#protect(path);
      return text;
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return undefined;
      throw this.#unreadable(profile, `cannot be read (${systemCode(error)})`);
    }
  }

  /** Takes others' rights away, which a copied or restored file may have got. Windows has none of this. */
  async #protect(path: string): Promise<void> {
    if (process.platform === "win32" || ((await stat(path)).mode & 0o077) === 0) return;
    await chmod(path, 0o600);
    this.#warn(
      `${path} could be read by other users and is now closed to them; if they may have read it, run logout and login.`,
    );
  }

  async #fromKeychain(profile: string): Promise<string | undefined> {
    if (!(await this.#found(this.#marker(profile)))) return undefined;
    try {
      const text = await (await this.#open())?.get(profile);
      if (text !== undefined) return text;
    } catch {
      // Locked, or the user said no: the same to us as no keychain.
    }
    throw this.#unreadable(profile, "is in the system keychain, which cannot be opened here");
  }

  async #toKeychain(profile: string, text: string): Promise<boolean> {
    try {
      const keychain = await this.#open();
      await keychain?.set(profile, text);
      return (await keychain?.get(profile)) === text;
    } catch {
      return false;
    }
  }

  #unreadable(profile: string, problem: string): ToolError {
    return new ToolError(
      "AUTH_FAILED",
      `The stored sign-in '${profile}' ${problem}.`,
      "The user can run salesforce-rest-mcp login again, which replaces it.",
    );
  }

  async #found(path: string): Promise<boolean> {
    return (await stat(path).catch(() => undefined)) !== undefined;
  }

  async #makeFolder(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  async #writeFile(path: string, text: string): Promise<void> {
    await this.#makeFolder();
    // What a killed process left may hold a token.
    await removeLeavings(this.#folder);
    await writeWhole(path, text);
  }

  #file(profile: string): string {
    return signInFiles(this.#folder, profile).file;
  }

  #marker(profile: string): string {
    return signInFiles(this.#folder, profile).marker;
  }
}
