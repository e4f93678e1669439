/** A time of whole days, by its first and last (`2026-02-01`). */
interface Span {
  start: string;
  end: string;
}

export interface FiscalYear extends Span {
  /** `2027`: the calendar year that it ends in, or begins in where the org says so. */
  name: string;
  quarter: Span & { number: number };
}

/** So many months after the first of a month of this year, and a few days; months over 12 are the next year's. */
function day(year: number, month: number, days = 0): string {
  return new Date(Date.UTC(year, month - 1, 1 + days)).toISOString().slice(0, 10);
}

/**
 * The standard fiscal year that a day (`2026-11-29`) lies in.
 *
 * `startMonth` (1 to 12) and `namedByStart` are Organization's FiscalYearStartMonth and
 * UsesStartDateAsFiscalYearName. Orgs with custom fiscal years, whose quarters differ in length, have no such rule.
 */
export function fiscalYearAt(today: string, startMonth: number, namedByStart: boolean): FiscalYear {
  const [year = 0, month = 1] = today.split("-").map(Number);
  const first = month >= startMonth ? year : year - 1;
  const quarter = Math.floor(((month - startMonth + 12) % 12) / 3);
  const begins = startMonth + quarter * 3;
  return {
    name: String(namedByStart || startMonth === 1 ? first : first + 1),
    start: day(first, startMonth),
    end: day(first + 1, startMonth, -1),
    quarter: { number: quarter + 1, start: day(first, begins), end: day(first, begins + 3, -1) },
  };
}
