import * as z from "zod";

/** The schema behind `optional` and the like. */
export function bare(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable)
    inner = inner.unwrap();
  // What mends an argument before it is looked at stands in front of the schema that it must fit.
  return inner instanceof z.ZodPipe && inner.in instanceof z.ZodTransform ? bare(inner.out) : inner;
}

/** The schema at a place of the arguments. */
export function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  const here = bare(schema);
  const [key, ...rest] = path;
  if (key === undefined) return here;
  if (here instanceof z.ZodArray) return schemaAt(here.element, rest);
  return here instanceof z.ZodObject ? schemaAt(here.shape[String(key)], rest) : undefined;
}

const samples: Readonly<Record<string, string>> = {
  name: "Account",
  method: "GET",
  url: "sobjects/Account/001…",
  referenceId: "a",
  column: "AMOUNT",
  operator: "equals",
};

/** A value as this schema takes it, with what must be there. */
function sample(schema: unknown, key = ""): unknown {
  const here = bare(schema);
  if (here instanceof z.ZodArray) return [sample(here.element, key)];
  if (here instanceof z.ZodRecord) return { Name: "…" };
  if (here instanceof z.ZodNumber) return 1;
  if (here instanceof z.ZodBoolean) return true;
  if (here instanceof z.ZodEnum) return here.options[0];
  if (!(here instanceof z.ZodObject)) return samples[key] ?? "…";
  const needed = Object.entries(here.shape).filter(([, inner]) => !(inner instanceof z.ZodOptional));
  const shown = needed.length > 0 ? needed : Object.entries(here.shape).slice(0, 1);
  return Object.fromEntries(shown.map(([name, inner]) => [name, sample(inner, name)]));
}

function between(least: number | null | undefined, most: number | null | undefined): string {
  if (most == null || most >= Number.MAX_SAFE_INTEGER) return `of ${least ?? 0} or more`;
  return `from ${least ?? 0} to ${most}`;
}

/** What a schema takes, in words: `one of csv, json`, `[{"name":"Account"}]`. */
export function shapeText(schema: unknown): string {
  const here = bare(schema);
  if (here instanceof z.ZodEnum) return `one of ${here.options.join(", ")}`;
  if (here instanceof z.ZodBoolean) return "true or false";
  if (here instanceof z.ZodNumber) return `a whole number ${between(here.minValue, here.maxValue)}`;
  if (here instanceof z.ZodString) return "a text";
  if (here instanceof z.ZodArray && bare(here.element) instanceof z.ZodString) return 'a list such as ["…"]';
  return JSON.stringify(sample(here));
}
