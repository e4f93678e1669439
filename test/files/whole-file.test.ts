import fs, { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { removeLeavings, WholeFile, writeWhole } from "../../src/files/whole-file.ts";
import { temporaryFolder } from "../own-folder.ts";

const { link } = fs.promises;

afterEach(() => {
  fs.promises.link = link;
  syncBuiltinESMExports();
});

/** As exFAT and some network drives do. */
function refuseLinks(code = "EPERM"): void {
  fs.promises.link = () => Promise.reject(Object.assign(new Error("no links here"), { code }));
  syncBuiltinESMExports();
}

async function written(target: string, text = "whole"): Promise<WholeFile> {
  const file = await WholeFile.begin(target);
  await file.write(text);
  return file;
}

describe.each(["with hard links", "without"])("a file on a file system %s", (kind) => {
  test("has its name once it is whole, and nothing else is left", async () => {
    if (kind === "without") refuseLinks();
    const folder = temporaryFolder();
    const target = join(folder, "a.csv");
    const file = await written(target, "first\nsecond\n");
    await file.truncate(6);
    await file.write("third\n");
    expect(existsSync(target)).toBe(false);
    await file.appear();
    expect(readFileSync(target, "utf8")).toBe("first\nthird\n");
    expect(readdirSync(folder)).toEqual(["a.csv"]);
  });

  test("overwrites nothing, whatever came in between", async () => {
    if (kind === "without") refuseLinks("ENOTSUP");
    const folder = temporaryFolder();
    const target = join(folder, "a.csv");
    const file = await written(target);
    writeFileSync(target, "somebody else's");
    await expect(file.appear()).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(target, "utf8")).toBe("somebody else's");
    expect(readdirSync(folder)).toEqual(["a.csv"]);
  });
});

test("of many that want one name one gets it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.integer({ min: 2, max: 6 }), async (links, many) => {
      if (links) fs.promises.link = link;
      else refuseLinks();
      syncBuiltinESMExports();
      const folder = temporaryFolder();
      const target = join(folder, "a.csv");
      const files = await Promise.all(
        Array.from({ length: many }, (_, index) => written(target, `${index}`)),
      );
      const ends = await Promise.allSettled(files.map((file) => file.appear()));
      const winner = ends.findIndex(({ status }) => status === "fulfilled");
      expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(readFileSync(target, "utf8")).toBe(String(winner));
      expect(readdirSync(folder)).toEqual(["a.csv"]);
    }),
    { numRuns: 20 },
  );
});

test("one that is discarded leaves nothing, also when it is discarded twice", async () => {
  const folder = temporaryFolder();
  const file = await written(join(folder, "a.csv"));
  await file.discard();
  await file.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test("one with the longest of names can be written", async () => {
  const folder = temporaryFolder();
  const name = `${"ü".repeat(125)}.csv`;
  await (await written(join(folder, name))).appear();
  expect(readdirSync(folder)).toEqual([name]);
});

test("a small file takes another's place, with exactly the mode that is wanted", async () => {
  const folder = temporaryFolder();
  const target = join(folder, "a.json");
  writeFileSync(target, "old", { mode: 0o644 });
  const before = process.umask(0o077);
  try {
    await writeWhole(target, "new", 0o640);
  } finally {
    process.umask(before);
  }
  expect(readFileSync(target, "utf8")).toBe("new");
  if (process.platform !== "win32") expect(statSync(target).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

test("one that cannot take its place leaves everything as it was", async () => {
  const folder = temporaryFolder();
  const target = join(folder, "taken");
  fs.mkdirSync(target);
  await expect(writeWhole(target, "new")).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["taken"]);
});

describe("what killed processes left", () => {
  const dead = 2 ** 22 + 1;

  /** The name of a partial file of this machine, or of another one, and of a process. */
  async function partial(folder: string, pid: number, machine?: string): Promise<string> {
    const file = await written(join(folder, "a.csv"));
    const [own = ""] = readdirSync(folder).filter((name) => name.endsWith(".part"));
    await file.discard();
    const host = machine ?? own.split(".").at(-2)?.split("-")[0];
    const name = `.a.csv.${host}-${pid}-0123456789ab.part`;
    writeFileSync(join(folder, name), "half");
    return name;
  }

  test("is removed, in folders below too", async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(join(folder, "below/further"), { recursive: true });
    for (const each of [folder, join(folder, "below/further")]) await partial(each, dead);
    await removeLeavings(folder);
    expect(readdirSync(folder)).toEqual(["below"]);
    expect(readdirSync(join(folder, "below/further"))).toEqual([]);
  });

  test("of one that had this process's id is removed, this process's own is not", async () => {
    const folder = temporaryFolder();
    const left = await partial(folder, process.pid);
    const file = await written(join(folder, "b.csv"));
    await removeLeavings(folder);
    expect(existsSync(join(folder, left))).toBe(false);
    await file.appear();
    expect(readdirSync(folder)).toEqual(["b.csv"]);
  });

  test("of a living process stays, and so does whatever else has such an ending", async () => {
    const folder = temporaryFolder();
    const name = await partial(folder, process.ppid);
    writeFileSync(join(folder, "film.mkv.part"), "a download");
    await removeLeavings(folder);
    expect(readdirSync(folder).sort()).toEqual([name, "film.mkv.part"].sort());
  });

  test.each([
    ["an hour", 3_600, false],
    ["two days", 2 * 86_400, true],
    ["two days ahead, by a clock that was set back", -2 * 86_400, true],
  ])("of another machine, touched last before %s", async (_, seconds, goes) => {
    const folder = temporaryFolder();
    const name = await partial(folder, dead, "00000000");
    const then = Date.now() / 1_000 - seconds;
    utimesSync(join(folder, name), then, then);
    await removeLeavings(folder);
    expect(existsSync(join(folder, name))).toBe(!goes);
  });

  test("a folder that is not there is no error", async () => {
    await expect(removeLeavings(join(temporaryFolder(), "none"))).resolves.toBeUndefined();
  });
});
