import { parseJson } from "../../json-numbers.ts";
import { sameName } from "../../spelling.ts";
import { describeObject } from "../metadata/describe.ts";
import type { Salesforce } from "../rest/client.ts";

/** What a cell of a bulk query stands for, in place of its text. */
type Reader = (text: string) => unknown;

const numeric = new Set(["int", "long", "double", "currency", "percent"]);

/** The type of the field that a column shows; undefined when it cannot be told, as behind a parent of several objects. */
async function typeOf(salesforce: Salesforce, object: string, column: string): Promise<string | undefined> {
  const { fields } = await describeObject(salesforce, object);
  const [name = "", ...rest] = column.split(".");
  if (rest.length === 0) return fields.find((field) => sameName(field.name, name))?.type;
  const parent = fields.find(({ relationshipName }) => sameName(relationshipName ?? "", name));
  const [target, ...others] = parent?.referenceTo ?? [];
  return target === undefined || others.length > 0 ? undefined : typeOf(salesforce, target, rest.join("."));
}

/** Bulk results write numbers as Java does: 1.0E7. One with more digits than a double has stays as it is written. */
function numberOf(text: string): unknown {
  const number = Number(text);
  if (String(number) === text) return number;
  try {
    return parseJson(text);
  } catch {
    return number;
  }
}

function readerOf(type: string | undefined): Reader {
  if (type === "boolean") return (text) => text === "true";
  return numeric.has(type ?? "") ? numberOf : (text) => text;
}

/** How the columns of a query's results are read: numbers and booleans as such, the rest as text. */
export async function columnReaders(
  salesforce: Salesforce,
  object: string,
  columns: readonly string[],
): Promise<Reader[]> {
  // What the user may not see described stays text.
  const types = columns.map((column) => typeOf(salesforce, object, column).catch(() => undefined));
  return (await Promise.all(types)).map(readerOf);
}

/** A row as the query API would answer it: parents as objects, null for one that is empty as a whole. */
export function nestedRecord(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const parents = new Map<string, Record<string, unknown>>();
  for (const [column, value] of Object.entries(flat)) {
    const [name = "", ...rest] = column.split(".");
    if (rest.length === 0) record[name] = value;
    else {
      const parent = parents.get(name) ?? {};
      parents.set(name, parent);
      parent[rest.join(".")] = value;
      // Holds the place; what is in it is known at the end.
      record[name] = null;
    }
  }
  for (const [name, parent] of parents)
    if (Object.values(parent).some((value) => value !== null)) record[name] = nestedRecord(parent);
  return record;
}
