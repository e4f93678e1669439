import { chmod, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemCode, ToolError } from "../../errors.ts";
import { writeWhole } from "../../files/whole-file.ts";
import { isObject } from "../../json-object.ts";

/** What a snapshot is of; the same call goes on with what an earlier one began. */
export interface SnapshotCall {
  objects: readonly string[];
  rows: number;
  mask: boolean;
  organizationId: string;
}

/** What was left out of an object's rows, by field. */
export interface Counts {
  rows: number;
  /** Rows whose required parent was not taken. */
  leftOut: Record<string, number>;
  /** References to records that were not taken. */
  emptied: Record<string, number>;
}

/** The mark that stays in the folder until all is there. */
interface Mark {
  call: SnapshotCall;
  /** Of a masked snapshot: what its invented values are made with. Gone with the mark. */
  salt: string;
  done: Record<string, Counts>;
  /** Invented words that were originals by chance, and what is put in their place. */
  replaced?: Readonly<Record<string, string>>;
}

/** The demo org refuses to load a folder with it. */
const markName = "snapshot-unfinished.json";

function isMark(value: unknown): value is Mark {
  return (
    isObject(value) && isObject(value["call"]) && isObject(value["done"]) && typeof value["salt"] === "string"
  );
}

function refused(folder: string, problem: string): ToolError {
  return new ToolError("FILE_REFUSED", `${folder} ${problem}`, "Name a new or an empty folder.");
}

/** The private folder of one snapshot. */
export class SnapshotFolder {
  readonly path: string;
  readonly #mark: Mark;
  /** Whether an earlier call began it. */
  readonly goesOn: boolean;

  private constructor(path: string, mark: Mark, goesOn: boolean) {
    this.path = path;
    this.#mark = mark;
    this.goesOn = goesOn;
  }

  /** Makes the folder, or takes one that is empty or that the same call began. Throws FILE_REFUSED. */
  static async open(path: string, call: SnapshotCall, newSalt: () => string): Promise<SnapshotFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw refused(path, `cannot be made (${systemCode(error)}).`);
    });
    const names = await readdir(path);
    if (names.length > 0) return SnapshotFolder.#goOn(path, call, names);
    await chmod(path, 0o700);
    const folder = new SnapshotFolder(path, { call, salt: call.mask ? newSalt() : "", done: {} }, false);
    await folder.#keep();
    return folder;
  }

  static async #goOn(path: string, call: SnapshotCall, names: readonly string[]): Promise<SnapshotFolder> {
    if (!names.includes(markName)) throw refused(path, "is not empty.");
    const mark: unknown = await readFile(join(path, markName), "utf8")
      .then(JSON.parse)
      .catch(() => undefined);
    if (!isMark(mark)) throw refused(path, `is not empty, and its ${markName} cannot be read.`);
    if (JSON.stringify(mark.call) !== JSON.stringify(call)) {
      const { objects = [], rows, mask } = mark.call;
      const begun = `--objects ${objects.join(",")} --rows ${rows}${mask ? " --mask" : ""}`;
      throw new ToolError(
        "FILE_REFUSED",
        `${path} holds what another call began: ${begun}, in the org ${mark.call.organizationId}.`,
        "Give that same call to go on, or name a new folder.",
      );
    }
    return new SnapshotFolder(path, mark, true);
  }

  get salt(): string {
    return this.#mark.salt;
  }

  get replaced(): Readonly<Record<string, string>> | undefined {
    return this.#mark.replaced;
  }

  async keepReplaced(replaced: Readonly<Record<string, string>>): Promise<void> {
    this.#mark.replaced = replaced;
    await this.#keep();
  }

  place(name: string): string {
    return join(this.path, name);
  }

  /** What became of an object that is done. */
  done(object: string): Counts | undefined {
    return Object.hasOwn(this.#mark.done, object) ? this.#mark.done[object] : undefined;
  }

  async finish(object: string, counts: Counts): Promise<void> {
    this.#mark.done[object] = counts;
    await this.#keep();
  }

  async writeJson(name: string, value: unknown): Promise<void> {
    await writeWhole(this.place(name), `${JSON.stringify(value, null, 2)}\n`);
  }

  /** The snapshot is whole. */
  async end(): Promise<void> {
    await rm(this.place(markName));
  }

  #keep(): Promise<void> {
    return writeWhole(this.place(markName), `${JSON.stringify(this.#mark, null, 2)}\n`);
  }
}
