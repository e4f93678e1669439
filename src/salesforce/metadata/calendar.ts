import type { Salesforce } from "../rest/client.ts";
import { unlessRefused } from "../rest/errors.ts";
import { type FiscalYear, fiscalYearAt } from "./fiscal-year.ts";

export interface Calendar {
  /** `2026-11-29`, where the user is. */
  today: string;
  /** `America/Los_Angeles`; UTC where the org does not tell. */
  zone: string;
  /** Undefined where the user may not see it. */
  fiscalYear: FiscalYear | undefined;
}

interface FiscalSettings {
  FiscalYearStartMonth?: number | null;
  UsesStartDateAsFiscalYearName?: boolean | null;
}

async function fiscalSettings(salesforce: Salesforce): Promise<FiscalSettings> {
  const q = "SELECT FiscalYearStartMonth, UsesStartDateAsFiscalYearName FROM Organization LIMIT 1";
  const answer = await salesforce
    .get<{ records: FiscalSettings[] }>("/query", { query: { q } })
    .catch(unlessRefused);
  return answer?.records[0] ?? {};
}

function dayIn(zone: string): string | undefined {
  try {
    const format = new Intl.DateTimeFormat("en", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    const parts = Object.fromEntries(format.formatToParts().map(({ type, value }) => [type, value]));
    return `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  } catch {
    return undefined;
  }
}

/** What day it is for the signed-in user, and in which fiscal year; `mayRead` says whether Organization may be read. */
export async function calendarOf(
  salesforce: Salesforce,
  mayRead: (object: string) => boolean,
): Promise<Calendar> {
  const [user, settings] = await Promise.all([
    salesforce.get<{ zoneinfo?: string }>("/services/oauth2/userinfo").catch(unlessRefused),
    mayRead("Organization") ? fiscalSettings(salesforce) : ({} satisfies FiscalSettings as FiscalSettings),
  ]);
  const here = user?.zoneinfo && dayIn(user.zoneinfo);
  const zone = here && user.zoneinfo ? user.zoneinfo : "UTC";
  const today = here || new Date().toISOString().slice(0, 10);
  const { FiscalYearStartMonth: month, UsesStartDateAsFiscalYearName: byStart } = settings;
  return { today, zone, fiscalYear: month ? fiscalYearAt(today, month, byStart === true) : undefined };
}
