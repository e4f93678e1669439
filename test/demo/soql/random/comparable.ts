import type { Plain } from "./plain-data.ts";

/** The order counts where the statement itself asks for one. */
function isOrdered(soql: string): boolean {
  return /\border by\b/i.test(soql.replaceAll(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, ""));
}

function text(record: Plain): string {
  return JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A result in an order that does not matter, unless the statement asks for one. */
export function comparable(soql: string, result: Plain[] | number): Plain[] | number {
  if (isOrdered(soql) || typeof result === "number") return result;
  return [...result].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
