import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { LoadError } from "./load-error.ts";

/** A file of a folder that is loaded. */
export interface DataFile {
  /** As messages name it: from the folder on, with slashes. */
  name: string;
  path: string;
}

/** Text that Node can hold at once, with some room. */
const mostBytes = 400_000_000;

/** A mark that `snapshot` leaves until it is done. */
export const unfinishedMark = "snapshot-unfinished.json";

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const what = code === "ENOTDIR" ? "is a file." : `cannot be read (${code}).`;
    throw new LoadError(folder, what, "Name a folder, as `snapshot FOLDER` makes it.");
  }
}

/** Where an entry really is; links that lead out of the folder are refused. */
function placeOf(root: string, path: string): string {
  try {
    const real = realpathSync(path);
    if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
  } catch {
    throw new LoadError(relative(root, path), "is a link to nothing.", "Remove it.");
  }
  throw new LoadError(relative(root, path), "leads out of the folder.", "Put the file itself in its place.");
}

const skipped = new Set(["node_modules", ".git", ".sfdx", ".sf"]);

/** Folders in folders that are looked into. */
const mostDepth = 20;

/** The files of a folder and, when `deep`, of those in it, by name. */
export function filesIn(folder: string, deep = false): DataFile[] {
  entriesOf(folder);
  const root = realpathSync(folder);
  const found: DataFile[] = [];
  const look = (directory: string, depth: number) => {
    for (const entry of entriesOf(directory)) {
      if (skipped.has(entry.name)) continue;
      const path = join(directory, entry.name);
      const place = entry.isSymbolicLink() ? placeOf(root, path) : path;
      const stats = statSync(place);
      if (stats.isFile()) found.push({ name: relative(root, path).replaceAll(sep, "/"), path: place });
      else if (stats.isDirectory() && deep && depth < mostDepth) look(place, depth + 1);
    }
  };
  look(root, 0);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A file's text. Throws LoadError for what is no UTF-8. */
export function textOf({ name, path }: DataFile): string {
  if (statSync(path).size > mostBytes)
    throw new LoadError(name, `is larger than ${mostBytes / 1_000_000} MB.`, "Take fewer rows.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const isCoding = error instanceof TypeError;
    throw new LoadError(name, isCoding ? "is not in UTF-8." : "cannot be read.", "Save it as UTF-8 text.");
  }
}
