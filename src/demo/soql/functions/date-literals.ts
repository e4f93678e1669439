/** A literal's days: from `start` up to but not including `end`, as `YYYY-MM-DD`. */
export interface DayRange {
  start: string;
  end: string;
}

interface Day {
  year: number;
  /** 0 to 11. */
  month: number;
  day: number;
}

function textOf({ year, month, day }: Day): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}

/** The day it is somewhere. */
function dayAt(moment: number, timeZone: string): Day {
  const local = new Date(moment + offsetAt(moment, timeZone));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth(), day: local.getUTCDate() };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A time zone's clock; kept, since making one takes a hundred times as long as asking it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  clocks.set(timeZone, clock);
  return clock;
}

type Unit = "DAYS" | "WEEKS" | "MONTHS" | "QUARTERS" | "YEARS";

/** The unit's period that holds the day, shifted by some periods. Weeks begin on Sunday. */
function period(today: Day, unit: Unit, shift: number, length = 1): DayRange {
  const { year, month, day } = today;
  const from = (by: number): Day => {
    if (unit === "DAYS") return { year, month, day: day + by };
    if (unit === "WEEKS")
      return { year, month, day: day - new Date(Date.UTC(year, month, day)).getUTCDay() + by * 7 };
    if (unit === "MONTHS") return { year, month: month + by, day: 1 };
    if (unit === "QUARTERS") return { year, month: Math.floor(month / 3) * 3 + by * 3, day: 1 };
    return { year: year + by, month: 0, day: 1 };
  };
  return { start: textOf(from(shift)), end: textOf(from(shift + length)) };
}

const mostDays = 1_000_000;
const unitDays: Record<string, number> = { DAYS: 1, WEEKS: 7, MONTHS: 28, QUARTERS: 90, YEARS: 365 };

const shifts: Record<string, number> = { LAST: -1, THIS: 0, NEXT: 1 };

/**
 * The days of a date literal for a user in this time zone. LAST_N_DAYS:n includes today, NEXT_N_DAYS starts
 * tomorrow, LAST_N_MONTHS and the like leave out the current period. The fiscal year is the calendar year.
 * Undefined when the days are outside of the years 1700 to 4000, which Salesforce knows.
 */
export function daysOf(
  literal: string,
  count: number | undefined,
  moment: number,
  timeZone: string,
): DayRange | undefined {
  const [unit = "DAYS"] = /DAYS|WEEKS|MONTHS|QUARTERS|YEARS/.exec(literal) ?? [];
  // More are outside in any case, and may be beyond JavaScript's dates.
  if ((count ?? 0) * (unitDays[unit] ?? 1) > mostDays) return undefined;
  const range = rangeOf(literal, count, moment, timeZone);
  return range.start >= "1700" && range.end < "4001" ? range : undefined;
}

function rangeOf(literal: string, count: number | undefined, moment: number, timeZone: string): DayRange {
  const today = dayAt(moment, timeZone);
  const plain = literal.replace("FISCAL_", "");
  if (plain === "TODAY") return period(today, "DAYS", 0);
  if (plain === "YESTERDAY") return period(today, "DAYS", -1);
  if (plain === "TOMORROW") return period(today, "DAYS", 1);
  if (plain === "LAST_90_DAYS") return period(today, "DAYS", -90, 91);
  if (plain === "NEXT_90_DAYS") return period(today, "DAYS", 1, 90);
  const counted = /^(LAST|NEXT)_N_(\w+)$/.exec(plain);
  const ago = /^N_(\w+)_AGO$/.exec(plain);
  // The parser lets only these units through.
  const unit = (counted?.[2] ?? ago?.[1] ?? `${plain.slice(5)}S`) as Unit;
  const number = count ?? 1;
  if (ago) return period(today, unit, -number);
  if (counted?.[1] === "LAST")
    return unit === "DAYS" ? period(today, unit, -number, number + 1) : period(today, unit, -number, number);
  if (counted) return period(today, unit, 1, number);
  return period(today, unit, shifts[plain.slice(0, 4)] ?? 0);
}

/** The moment a day begins somewhere, in milliseconds. */
export function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  return utc - offsetAt(utc - offsetAt(utc, timeZone), timeZone);
}

/** What is to be added to UTC to get the time somewhere, in milliseconds. */
export function offsetAt(moment: number, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(moment);
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    number("year"),
    number("month") - 1,
    number("day"),
    number("hour"),
    number("minute"),
    number("second"),
  );
  return local - Math.floor(moment / 1_000) * 1_000;
}
