/**
 * Points in time as texts that sort by themselves and that a model can read: `2026-11-18`, `2026-11`, `2026-Q4`, `2026`,
 * and of fiscal years `FY2026-Q4`, `FY2026`.
 */
const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `Nov 18, 2026`, `Nov 2026`, `Q4 2026`, `Q4 FY2026`; what is no point in time stays as it is. */
export function timeLabel(time: string): string {
  const [, fiscal = "", year, rest = "", day] = /^(FY)?(\d{4})(?:-(Q\d|\d\d)(?:-(\d\d))?)?$/.exec(time) ?? [];
  if (year === undefined || rest === "") return time;
  if (rest.startsWith("Q")) return `${rest} ${fiscal}${year}`;
  const month = monthNames[Number(rest) - 1] ?? rest;
  return day === undefined ? `${month} ${year}` : `${month} ${Number(day)}, ${year}`;
}

/** Most points that are filled in between those that are there. */
const mostFilled = 120;

/** The point after one of months, quarters or years; undefined for days, which may have gaps. */
function nextTime(time: string): string | undefined {
  const [, fiscal = "", year = "", unit = "", number = ""] = /^(FY)?(\d{4})(?:-(Q?)(\d+))?$/.exec(time) ?? [];
  if (year === "") return undefined;
  if (number === "") return `${fiscal}${Number(year) + 1}`;
  const last = unit === "Q" ? 4 : 12;
  const over = Number(number) === last;
  const next = String(over ? 1 : Number(number) + 1).padStart(unit === "Q" ? 1 : 2, "0");
  return `${fiscal}${Number(year) + (over ? 1 : 0)}-${unit}${next}`;
}

/** Points in time in their order, with the months, quarters or years that nothing is known of. */
export function withoutGaps(times: readonly string[]): string[] {
  const sorted = [...new Set(times)].sort();
  const last = sorted.at(-1) ?? "";
  const all: string[] = [];
  for (let time = sorted[0]; time !== undefined && time <= last; time = nextTime(time)) {
    all.push(time);
    if (all.length > mostFilled) return sorted;
  }
  // Of days, or of points of several kinds, not every one is reached.
  return sorted.every((time) => all.includes(time)) ? all : sorted;
}
