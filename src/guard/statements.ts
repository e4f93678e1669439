import { type Scope, soqlScope, soslScopes, type Typeof } from "../salesforce/soql/scopes.ts";
import { UnreadableStatement } from "../salesforce/soql/tokens.ts";
import { type ObjectPaths, untold } from "./object-paths.ts";

/** What the names before the first dot of a path may stand for, in lower case. */
type Names = Map<string, readonly string[]>;

/** Follows what stands in FROM; `outer` is what the query around it can name. */
async function fromObjects(scope: Scope, paths: ObjectPaths, outer: Names | undefined): Promise<Names> {
  const names: Names = new Map();
  for (const [index, { path, alias }] of scope.froms.entries()) {
    const [first = "", ...rest] = path;
    const way = `FROM ${path.join(".")}`;
    const known = names.get(first.toLowerCase()) ?? outer?.get(first.toLowerCase());
    const isStart = index === 0 && outer === undefined;
    let objects: readonly string[];
    if (known && rest.length > 0) objects = await paths.relationships(known, rest, way);
    else if (isStart && rest.length === 0) objects = [await paths.named(first, way)];
    else if (outer && index === 0) objects = await paths.relationships(outer.get("") ?? [], path, way);
    else throw untold(`It is not known what ${way} means`);
    if (index === 0) names.set("", objects);
    for (const name of [alias, path.at(-1), ...objects])
      if (name !== undefined) names.set(name.toLowerCase(), objects);
  }
  return names;
}

async function checkPath(text: string, names: Names, paths: ObjectPaths): Promise<void> {
  const [first = "", ...rest] = text.split(".");
  const main = names.get("") ?? [];
  const named = names.get(first.toLowerCase());
  if (named) await paths.follow(named, rest, text);
  // A parent may have the name of the object itself or of its alias; then either may be meant.
  if (!named || (await paths.isParent(main, first))) await paths.follow(main, [first, ...rest], text);
}

async function checkTypeof(
  { path, whens, otherwise }: Typeof,
  names: Names,
  paths: ObjectPaths,
): Promise<void> {
  const way = `TYPEOF ${path.join(".")}`;
  const named = path.length > 1 ? names.get(path[0]?.toLowerCase() ?? "") : undefined;
  const steps = named ? path.slice(1) : path;
  const at = await paths.follow(named ?? names.get("") ?? [], steps, way);
  for (const { type, fields } of whens) {
    const object = await paths.named(type, `${way} WHEN ${type}`);
    for (const field of fields) await paths.follow([object], field.split("."), field);
  }
  if (otherwise.length === 0) return;
  const targets = await paths.step(at, steps.at(-1) ?? "", `${way} ELSE`);
  for (const field of otherwise) await paths.follow(targets, field.split("."), field);
}

async function checkScope(scope: Scope, paths: ObjectPaths, outer?: Names): Promise<void> {
  const names = await fromObjects(scope, paths, outer);
  for (const joined of scope.joined) await checkScope(joined, paths);
  for (const path of scope.paths) await checkPath(path, names, paths);
  for (const item of scope.typeofs) await checkTypeof(item, names, paths);
  for (const child of scope.children) await checkScope(child, paths, names);
}

function read<T>(language: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnreadableStatement)) throw error;
    throw untold(
      `The ${language} statement cannot be read (${error.message}), so it is not known which objects it touches`,
      "Write it plainly: names, operators, numbers and texts in single quotes.",
    );
  }
}

/** Throws DENIED_OBJECT when a SOQL statement touches an object that may not be touched, by any path. */
export async function checkSoql(soql: string, paths: ObjectPaths): Promise<void> {
  await checkScope(
    read("SOQL", () => soqlScope(soql)),
    paths,
  );
}

/** The same for a SOSL statement, which must say what it returns. */
export async function checkSosl(sosl: string, paths: ObjectPaths): Promise<void> {
  const scopes = read("SOSL", () => soslScopes(sosl));
  if (scopes.length === 0)
    throw untold(
      "A search without RETURNING looks into every object",
      "Add RETURNING with the objects you want, or use executeSearch with term, which shows what is allowed.",
    );
  for (const scope of scopes) await checkScope(scope, paths);
}
