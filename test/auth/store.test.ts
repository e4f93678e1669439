import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { withClaim } from "../../src/auth/claim.ts";
import type { Keychain } from "../../src/auth/keychain.ts";
import type { StoredSignIn } from "../../src/auth/session.ts";
import { SignIns } from "../../src/auth/store.ts";
import { notOnWindows } from "../left-out.ts";
import { temporaryFolder } from "../own-folder.ts";

const signIn: StoredSignIn = {
  loginUrl: "https://login.salesforce.com",
  clientId: "app",
  refreshToken: "first",
};
const newer = { ...signIn, refreshToken: "second" };
let folder: string;

beforeEach(() => {
  folder = join(temporaryFolder(), "new");
});

/** A keychain in memory, which can be locked. */
class Drawer implements Keychain {
  locked = false;
  readonly secrets = new Map<string, string>();
  #open() {
    if (this.locked) throw new Error("locked");
    return this.secrets;
  }
  async get(profile: string) {
    return this.#open().get(profile);
  }
  async set(profile: string, secret: string) {
    this.#open().set(profile, secret);
  }
  async remove(profile: string) {
    this.#open().delete(profile);
  }
}

describe("sign-ins in files", () => {
  test("come back as they were stored, each profile for itself, and are forgotten", async () => {
    const store = new SignIns(folder);
    expect(await store.load("default")).toBeUndefined();
    expect(await store.save("default", signIn)).toBe("file");
    await store.save("a.b", newer);
    expect([await store.load("default"), await store.load("a.b")]).toEqual([signIn, newer]);
    expect(await store.profiles()).toEqual(["a.b", "default"]);
    expect(await store.remove("default")).toBe(true);
    expect(await store.remove("default")).toBe(false);
    expect(await store.load("default")).toBeUndefined();
    expect(await store.profiles()).toEqual(["a.b"]);
  });

  test("leave nothing half written: others see the old or the new one", async () => {
    const store = new SignIns(folder);
    await store.save("default", signIn);
    const seen = new Set<string | undefined>();
    const writing = (async () => {
      for (let round = 0; round < 50; round++) await store.save("default", round % 2 ? signIn : newer);
    })();
    for (let round = 0; round < 200; round++) seen.add((await store.load("default"))?.refreshToken);
    await writing;
    expect([...seen].every((token) => token === "first" || token === "second")).toBe(true);
    expect(await readdir(folder)).toEqual(["sign-in.default.json"]);
  });

  test.each(["", "{", "{}", '{"loginUrl":"http://evil.example","clientId":"a","refreshToken":"b"}'])(
    "that are damaged (%j) are said, with the remedy, and can be replaced and forgotten",
    async (text) => {
      const store = new SignIns(folder);
      await store.save("default", signIn);
      await writeFile(join(folder, "sign-in.default.json"), text);
      await expect(store.load("default")).rejects.toMatchObject({
        code: "AUTH_FAILED",
        message: "The stored sign-in 'default' is damaged.",
        hint: expect.stringContaining("login"),
      });
      await store.save("default", newer);
      expect(await store.load("default")).toEqual(newer);
      await writeFile(join(folder, "sign-in.default.json"), text);
      expect(await store.remove("default")).toBe(true);
    },
  );

  test("that cannot be read are said", async () => {
    await mkdir(join(folder, "sign-in.default.json"), { recursive: true });
    await expect(new SignIns(folder).load("default")).rejects.toThrow("cannot be read (EISDIR)");
  });

  test("are for their owner alone, and are closed again when they are not", notOnWindows, async () => {
    const warnings: string[] = [];
    const store = new SignIns(folder, { warn: (text) => warnings.push(text) });
    await store.save("default", signIn);
    const path = join(folder, "sign-in.default.json");
    const modeOf = async (file: string) => (await stat(file)).mode & 0o777;
    expect([await modeOf(folder), await modeOf(path)]).toEqual([0o700, 0o600]);
    expect(warnings).toEqual([]);
    await chmod(path, 0o644);
    expect(await store.load("default")).toEqual(signIn);
    expect(await modeOf(path)).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining("could be read by other users")]);
  });
});

describe("sign-ins in a keychain", () => {
  test("leave no secret in the folder", async () => {
    const keychain = new Drawer();
    const store = new SignIns(folder, { keychain: async () => keychain });
    expect(await store.save("default", signIn)).toBe("keychain");
    expect(await readFile(join(folder, "sign-in.default.keychain"), "utf8")).toBe("");
    expect(await readdir(folder)).toEqual(["sign-in.default.keychain"]);
    expect(await store.load("default")).toEqual(signIn);
    expect(await store.place("default")).toBe("the system keychain");
    expect(await store.remove("default")).toBe(true);
    expect([keychain.secrets.size, await readdir(folder)]).toEqual([0, []]);
  });

  test("that is locked: a new token goes into a file, which then counts", async () => {
    const keychain = new Drawer();
    const store = new SignIns(folder, { keychain: async () => keychain });
    await store.save("default", signIn);
    keychain.locked = true;
    await expect(store.load("default")).rejects.toThrow(/is in the system keychain, which cannot be opened/);
    expect(await store.save("default", newer)).toBe("file");
    expect(await store.load("default")).toEqual(newer);
    keychain.locked = false;
    expect(await store.load("default")).toEqual(newer);
    expect(await store.save("default", newer)).toBe("keychain");
    expect(await readdir(folder)).toEqual(["sign-in.default.keychain"]);
    expect(await store.load("default")).toEqual(newer);
  });

  test("that does not exist: nothing of it is asked for a profile that never was in it", async () => {
    let asked = 0;
    const store = new SignIns(folder, {
      keychain: async () => {
        asked++;
        return undefined;
      },
    });
    expect(await store.load("default")).toBeUndefined();
    expect(asked).toBe(0);
    expect(await store.save("default", signIn)).toBe("file");
  });
});

describe("one process at a time", () => {
  test("however many want it, and in any order", async () => {
    await mkdir(folder);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside++;
      most = Math.max(most, inside);
      await sleep(Math.random() * 5);
      inside--;
    };
    await Promise.all(Array.from({ length: 20 }, () => withClaim(folder, "default", work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test("another name does not wait, though it begins alike", async () => {
    await mkdir(folder);
    await withClaim(folder, "a", () => withClaim(folder, "a.b", async () => undefined));
  });

  test("a dead process's claim is passed over by exactly one of those who find it", async () => {
    await mkdir(folder);
    const dead = join(folder, "claim.default.0123456789abcdef");
    await writeFile(dead, "");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(dead, longAgo, longAgo);
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await sleep(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 10 }, () => withClaim(folder, "default", work)));
    expect(await readdir(folder)).toEqual([]);
  });

  test("a failure gives it back and is passed on", async () => {
    const store = new SignIns(folder);
    const failing = store.exclusive("default", async () => {
      throw new Error("refused");
    });
    await expect(failing).rejects.toThrow("refused");
    expect(await store.exclusive("default", async () => "again")).toBe("again");
  });

  test("a folder that cannot be made is done without", async () => {
    await writeFile(folder, "a file is in the way");
    expect(await new SignIns(join(folder, "below")).exclusive("default", async () => "done")).toBe("done");
  });
});
