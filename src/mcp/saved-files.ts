import { basename, extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FilesFolder, NewFile } from "../files/folder.ts";
import { onePer } from "../one-per.ts";
import type { Runtime } from "./call.ts";

/** By a file's ending; what has another is only bytes to whoever reads the link. */
const mimeTypes: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".json": "application/json",
  ".jsonl": "application/jsonl",
  ".html": "text/html",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".gif": "image/gif",
  ".pdf": "application/pdf",
  ".txt": "text/plain",
};

export function mimeTypeOf(path: string): string {
  return mimeTypes[extname(path).toLowerCase()] ?? "application/octet-stream";
}

/** Files that this process has written: the links to them can be followed, and no other file can be read. */
export const linkedBy = onePer((_: Runtime) => new Set<string>());

/** The files folder as one call sees it; `saved` hears of each file that the call has completed. */
export function watchedFolder(files: FilesFolder, saved: (path: string) => void): FilesFolder {
  return {
    given: files.given,
    read: (name) => files.read(name),
    list: () => files.list(),
    async create(name): Promise<NewFile> {
      const file = await files.create(name);
      return {
        path: file.path,
        write: (data) => file.write(data),
        truncate: (bytes) => file.truncate(bytes),
        done: () => file.done().then(() => saved(file.path)),
        discard: () => file.discard(),
      };
    },
  };
}

/** The first revision whose results may hold links. */
const firstWithLinks = "2025-06-18";

/** The files that a call has written, as links beside its text; none for a client that knows none. */
export function linksTo(paths: readonly string[], revision: string | undefined) {
  if (revision === undefined || revision < firstWithLinks) return [];
  return paths.map((path) => ({
    type: "resource_link" as const,
    uri: pathToFileURL(path).href,
    name: basename(path),
    mimeType: mimeTypeOf(path),
  }));
}

/** The path of a linked file by its address; undefined for any other. */
export function linkedPath(uri: string, runtime: Runtime): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri);
    return linkedBy(runtime).has(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
