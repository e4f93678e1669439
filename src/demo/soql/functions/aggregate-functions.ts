import type { FieldSchema } from "../../store/schema.ts";
import { malformed } from "../errors.ts";
import type { Call } from "../parse/tree.ts";
import { picklistPlace } from "../scope/picklist-order.ts";
import { isText, numericTypes, type Typed } from "../scope/typed.ts";

export const aggregateNames: ReadonlySet<string> = new Set([
  "COUNT",
  "COUNT_DISTINCT",
  "SUM",
  "AVG",
  "MIN",
  "MAX",
]);

function supports(name: string, field: FieldSchema): boolean {
  if (!field.aggregatable || field.type === "time") return false;
  return (name !== "SUM" && name !== "AVG") || numericTypes.has(field.type);
}

/** The least or greatest text by its sort key: the key stands before it, and is cut off again. */
function extremeText(name: string, key: string, sql: string): string {
  const extreme = `${name}(${key} || char(1) || ${sql})`;
  return `substr(${extreme}, instr(${extreme}, char(1)) + 1)`;
}

function extreme(name: string, { sql, field, resolved, type }: Typed): string {
  if (type === "picklist" && field && resolved)
    return extremeText(name, `printf('%06d', ${picklistPlace(sql, resolved)})`, sql);
  return isText(type) ? extremeText(name, `sort_key(${sql})`, sql) : `${name}(${sql})`;
}

/** `COUNT()`: all rows. */
export const countOfRows: Typed = { sql: "COUNT(*)", type: "int", aggregate: true };

/** `SUM(Amount)` and the like. Throws MALFORMED_QUERY where the field's type does not go with the function. */
export function aggregateFunction({ name }: Call, argument: Typed): Typed {
  const { field, sql } = argument;
  if (!field || !supports(name, field))
    throw malformed(`field ${field?.name ?? ""} does not support aggregate operator ${name}`);
  const result = { field, aggregate: true };
  if (name === "COUNT") return { ...countOfRows, sql: `COUNT(${sql})` };
  if (name === "COUNT_DISTINCT") return { ...countOfRows, sql: `COUNT(DISTINCT ${sql})` };
  if (name === "AVG")
    return { ...result, sql: `AVG(${sql})`, type: field.type === "int" ? "double" : field.type };
  if (name === "SUM")
    // Added as floating point numbers, so rounded to the digits that the field has.
    return { ...result, sql: `ROUND(SUM(${sql}), ${field.scale})`, type: field.type };
  return { ...argument, ...result, sql: extreme(name, argument) };
}
