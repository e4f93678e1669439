import type { Action } from "../../guard/action.ts";
import { objectsOfReportType } from "../../guard/report-types.ts";
import { type Scope, soqlScope, soslScopes } from "../../salesforce/soql/scopes.ts";

/** A parent or child by its relationship, as the statement writes it: `Contact.Account`, `Account.Contacts`. */
function relationship(base: string, path: readonly string[]): string {
  return [base, ...path].join(".");
}

/** What the names before a first dot stand for. */
type Names = ReadonlyMap<string, string>;

function ledTo(path: readonly string[], names: Names, main: string): string {
  const [first = "", ...rest] = path;
  const known = names.get(first.toLowerCase());
  return known === undefined ? relationship(main, path) : relationship(known, rest);
}

/** The objects and relationships of one SELECT and of all inside it; `outer` is what the query around it reads. */
function objectsOfScope(scope: Scope, outer?: string): string[] {
  const names = new Map<string, string>();
  const froms = scope.froms.map(({ path, alias }, index) => {
    const main = names.get("") ?? outer;
    const object = main === undefined ? path.join(".") : ledTo(path, names, main);
    if (index === 0) names.set("", object);
    for (const name of [alias, path.at(-1)]) if (name !== undefined) names.set(name.toLowerCase(), object);
    return object;
  });
  const main = names.get("") ?? "";
  const parents = scope.paths.flatMap((text) => {
    const object = ledTo(text.split(".").slice(0, -1), names, main);
    return object === main ? [] : [object];
  });
  const branches = scope.typeofs.flatMap(({ path, whens }) => [
    ledTo(path, names, main),
    ...whens.map(({ type }) => type),
  ]);
  return [
    ...froms,
    ...scope.joined.flatMap((joined) => objectsOfScope(joined)),
    ...scope.children.flatMap((child) => objectsOfScope(child, main)),
    ...parents,
    ...branches,
  ];
}

/** What a statement reads, children and parents by their relationships; nothing of one that cannot be read. */
function objectsOfStatement({ soql, sosl }: Action): string[] {
  try {
    const scopes = soql === undefined ? soslScopes(sosl ?? "") : [soqlScope(soql)];
    return scopes.flatMap((scope) => objectsOfScope(scope));
  } catch {
    return [];
  }
}

/** `Owner.Name` of an Account is `Account.Owner`; a plain relationship is one itself. */
function objectsOfPaths({ object, paths = [] }: Action): string[] {
  if (object === undefined) return [];
  return paths.flatMap((path) => {
    const steps = path.split(".");
    return steps.length > 1 ? [relationship(object, steps.slice(0, -1))] : [];
  });
}

/** Objects that an action names, and what it reaches from them, each as it was said. */
export function objectsOfAction(action: Action): string[] {
  const { object, objects = [], soql, sosl, report } = action;
  const stated = (soql ?? sosl) === undefined ? [] : objectsOfStatement(action);
  const reports = report === undefined ? [] : [report.startsWith("01Z") ? "Dashboard" : "Report"];
  return [
    ...(object === undefined ? [] : [object]),
    ...objects,
    ...stated,
    ...reports,
    ...(report === undefined ? objectsOfPaths(action) : []),
  ];
}

/** The objects that reports of these types show. */
export function objectsOfReports(types: readonly string[]): string[] {
  return types.flatMap(objectsOfReportType);
}
