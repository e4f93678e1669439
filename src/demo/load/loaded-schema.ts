import { assembleSchema, type ObjectBasis } from "../data/assemble-schema.ts";
import { standardFacts } from "../data/objects/index.ts";
import { basisOf } from "../data/schema-builder.ts";
import type { Schema } from "../store/schema.ts";

/** What was loaded of an object, with the columns of the standard one that its describe leaves out. */
function withHidden(basis: ObjectBasis, standard: ObjectBasis | undefined): ObjectBasis {
  if (!standard) return basis;
  const seen = new Set(basis.fields.map(({ name }) => name.toLowerCase()));
  return { ...basis, hidden: standard.fields.filter(({ name }) => !seen.has(name.toLowerCase())) };
}

const lettersAndDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Prefixes for objects that have none of their own: ids need one. */
function* freePrefixes(taken: ReadonlySet<string>): Generator<string> {
  for (const second of lettersAndDigits)
    for (const third of lettersAndDigits) {
      const prefix = `z${second}${third}`;
      if (!taken.has(prefix)) yield prefix;
    }
}

function withPrefixes(all: readonly ObjectBasis[]): ObjectBasis[] {
  const taken = new Set(all.map(({ keyPrefix }) => keyPrefix));
  const free = freePrefixes(taken);
  return all.map((basis) =>
    basis.keyPrefix === "" ? { ...basis, keyPrefix: free.next().value ?? "zzz" } : basis,
  );
}

/** The standard objects as they come, and in their place and beside them those that were loaded. */
export function loadedSchema(loaded: readonly ObjectBasis[]): Schema {
  const standard = new Map(standardFacts.map((facts) => [facts.name.toLowerCase(), basisOf(facts)]));
  const given = new Map(loaded.map((basis) => [basis.name.toLowerCase(), basis]));
  const usual = [...standard].filter(([name]) => !given.has(name)).map(([, basis]) => basis);
  const own = [...given].map(([name, basis]) => withHidden(basis, standard.get(name)));
  return assembleSchema(withPrefixes([...usual, ...own]));
}
