import type { Case } from "../random/evaluate.ts";
import { aggregateCases } from "./aggregate-cases.ts";
import { childCases } from "./child-cases.ts";
import { clauseCases } from "./clause-cases.ts";
import { dateCases } from "./date-cases.ts";
import { displayCases } from "./display-cases.ts";
import { filterCases } from "./filter-cases.ts";
import { groupCases } from "./group-cases.ts";
import { parentCases } from "./parent-cases.ts";
import { subtotalCases } from "./subtotal-cases.ts";

/** Every statement that is checked against plain JavaScript, by what it is about. */
export const allCases: Record<string, Case[]> = {
  filters: filterCases,
  dates: dateCases,
  parents: parentCases,
  children: childCases,
  aggregates: aggregateCases,
  groups: groupCases,
  subtotals: subtotalCases,
  functions: displayCases,
  "sorting, paging and other clauses": clauseCases,
};
