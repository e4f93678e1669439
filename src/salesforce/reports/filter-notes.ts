import { missingValuesNote } from "../metadata/missing-values.ts";
import type { ReportDescribe, ReportFilter } from "./answers.ts";
import { checkedFilters, type ReportChanges, reportColumns } from "./filters.ts";

/** Operators that compare with whole values; others look for parts of them. */
const wholeValues = new Set(["equals", "notEqual", "includes", "excludes"]);

/** `Energy, "Oil, gas"` as its values. */
function valuesIn(text: string): string[] {
  const cells = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,;]*))\s*(?:[,;]|$)/g)];
  return cells.map(([, quoted, bare = ""]) => (quoted ?? bare).trim()).filter((value) => value !== "");
}

function noteOn(describe: ReportDescribe, { column, operator, value }: ReportFilter): string | undefined {
  const info = reportColumns(describe).get(column);
  const offered = info?.filterValues ?? [];
  if (!info || !/picklist$/i.test(info.dataType) || offered.length === 0 || !wholeValues.has(operator))
    return undefined;
  const labels = offered.map(({ label }) => label);
  const had = [...offered, ...(info.inactiveFilterValues ?? [])].flatMap(({ name, label }) => [name, label]);
  // A value may hold a comma or semicolon itself.
  if (missingValuesNote([value], { name: info.label, had, offered: labels }) === undefined) return undefined;
  return missingValuesNote(valuesIn(value), { name: info.label, had, offered: labels });
}

/** Notes on values of given filters that the column's picklist does not have. */
export function filterNotes(describe: ReportDescribe, changes: ReportChanges): string[] {
  const filters = checkedFilters(describe, changes);
  return [...new Set(filters.flatMap((filter) => noteOn(describe, filter) ?? []))];
}
