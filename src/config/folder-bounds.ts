import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, sep } from "node:path";

/** The path after symbolic links; what does not exist yet stands where its nearest folder that does leads to. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : `${realPath(parent)}${sep}${relative(parent, path)}`;
  }
}

/** Whether an absolute path is this folder or lies in it, symbolic links followed. */
export function liesIn(folder: string, path: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
