const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

const numbers = new Intl.NumberFormat("en-US");

function usDate(date: string): string {
  const [year, month, day] = date.slice(0, 10).split("-").map(Number);
  return `${month}/${day}/${year}`;
}

/** `2026-05-06T11:29:09.000+0000` → `5/6/2026, 11:29 AM`, in UTC as the demo org's reports are. */
function usDateTime(moment: string): string {
  const hours = Number(moment.slice(11, 13));
  return `${usDate(moment)}, ${hours % 12 || 12}:${moment.slice(14, 16)} ${hours < 12 ? "AM" : "PM"}`;
}

/** What a user in locale en_US sees. */
export function labelOf(value: unknown, dataType: string, decimals?: number): string {
  if (value === null || value === undefined) return "-";
  if (dataType === "currency") return dollars.format(Number(value));
  if (dataType === "percent") return `${Number(value).toFixed(decimals ?? 0)}%`;
  if (typeof value === "number") return numbers.format(value);
  if (dataType === "date") return usDate(String(value));
  if (dataType === "datetime") return usDateTime(String(value));
  return String(value);
}
