import {
  array,
  asyncProperty,
  assert as check,
  constantFrom,
  integer,
  oneof,
  record as shape,
} from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonRecord } from "../../../src/demo/json.ts";
import { httpOrg } from "../http-org.ts";

const { ask, create, rows } = await httpOrg();

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

interface Activity {
  id: string;
  object: "Task" | "Event";
  on: readonly string[];
  days: number;
  isDone: boolean;
}

/** An account, a deal and a contact of it, and a lead: what activities may hang on. */
async function family() {
  const account = await create("Account", { Name: "Active" });
  const deal = await create("Opportunity", {
    Name: "Deal",
    AccountId: account,
    StageName: "Prospecting",
    CloseDate: day(20),
  });
  const contact = await create("Contact", { LastName: "Person", AccountId: account });
  const lead = await create("Lead", { LastName: "Person", Company: "Firm" });
  return { account, deal, contact, lead };
}

type Family = Awaited<ReturnType<typeof family>>;
const whats = ["account", "deal", undefined] as const;
const whos = ["contact", "lead", undefined] as const;

/** What an activity on these counts for; of what it is about and whom it is with the first decides the account. */
function countsFor(what: (typeof whats)[number], who: (typeof whos)[number], all: Family): string[] {
  const account = what !== undefined || who === "contact" ? [all.account] : [];
  return [...new Set([...account, ...(what ? [all[what]] : []), ...(who ? [all[who]] : [])])];
}

async function told(object: string, id: string, fields: string): Promise<JsonRecord | undefined> {
  const [row] = await rows(`SELECT ${fields} FROM ${object} WHERE Id = '${id}'`);
  return row;
}

/** The rule in plain words: the latest date of an event or of a closed task; what is open; what is overdue. */
function expected(activities: readonly Activity[], id: string) {
  const own = activities.filter(({ on }) => on.includes(id));
  const counted = own
    .filter(({ object, isDone }) => object === "Event" || isDone)
    .map(({ days }) => day(days));
  const open = own.filter(({ object, isDone, days }) => (object === "Event" ? days > 0 : !isDone));
  return {
    LastActivityDate: counted.sort().at(-1) ?? null,
    HasOpenActivity: open.length > 0,
    HasOverdueTask: open.some(({ object, days }) => object === "Task" && days < 0),
  };
}

const step = oneof(
  shape({
    kind: constantFrom("task", "event"),
    what: constantFrom(...whats),
    who: constantFrom(...whos),
    days: integer({ min: -40, max: 40 }).filter((days) => days !== 0),
    done: constantFrom(true, false),
  }),
  shape({
    kind: constantFrom("finish", "move", "delete"),
    which: integer({ min: 0, max: 9 }),
    days: integer({ min: 1, max: 40 }),
  }),
);

describe("activity fields", () => {
  test("follow whatever happens to tasks and events", async () => {
    await check(
      asyncProperty(array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
        const all = await family();
        let activities: Activity[] = [];
        for (const each of steps) {
          if ("what" in each) {
            const { what, who, days, done } = each;
            const links = { ...(what && { WhatId: all[what] }), ...(who && { WhoId: all[who] }) };
            const isTask = each.kind === "task";
            const id = isTask
              ? await create("Task", {
                  Subject: "a",
                  ActivityDate: day(days),
                  ...(done && { Status: "Completed" }),
                  ...links,
                })
              : await create("Event", {
                  Subject: "a",
                  StartDateTime: `${day(days)}T12:00:00Z`,
                  DurationInMinutes: 30,
                  ...links,
                });
            const on = countsFor(what, who, all);
            activities.push({ id, object: isTask ? "Task" : "Event", on, days, isDone: done });
            continue;
          }
          const chosen = activities[each.which % Math.max(activities.length, 1)];
          if (!chosen) continue;
          const address = `/sobjects/${chosen.object}/${chosen.id}`;
          if (each.kind === "delete") {
            await ask("DELETE", address);
            activities = activities.filter((other) => other !== chosen);
          } else if (chosen.object === "Task" && each.kind === "finish") {
            await ask("PATCH", address, { body: { Status: "Completed" } });
            chosen.isDone = true;
          } else if (each.kind === "move") {
            const body =
              chosen.object === "Task"
                ? { ActivityDate: day(each.days) }
                : { StartDateTime: `${day(each.days)}T12:00:00Z` };
            await ask("PATCH", address, { body });
            chosen.days = each.days;
          }
        }
        const deal = await told("Opportunity", all.deal, "LastActivityDate, HasOpenActivity, HasOverdueTask");
        expect(deal).toMatchObject(expected(activities, all.deal));
        for (const [object, id] of [
          ["Account", all.account],
          ["Contact", all.contact],
          ["Lead", all.lead],
        ] as const) {
          const { LastActivityDate } = expected(activities, id);
          expect(await told(object, id, "LastActivityDate")).toMatchObject({ LastActivityDate });
        }
      }),
      { seed: 28, numRuns: 40 },
    );
  });

  test("a task that is given to another record leaves the first one", async () => {
    const { account, deal } = await family();
    const task = await create("Task", {
      Subject: "a",
      Status: "Completed",
      ActivityDate: day(-3),
      WhatId: deal,
    });
    await ask("PATCH", `/sobjects/Task/${task}`, { body: { WhatId: account } });
    expect(await told("Opportunity", deal, "LastActivityDate")).toMatchObject({ LastActivityDate: null });
    expect(await told("Account", account, "LastActivityDate")).toMatchObject({ LastActivityDate: day(-3) });
    expect(await told("Task", task, "AccountId")).toMatchObject({ AccountId: account });
  });

  test("a stage that changes tells when, and other changes do not", async () => {
    const { deal } = await family();
    const moved = () => told("Opportunity", deal, "LastStageChangeDate");
    expect(await moved()).toMatchObject({ LastStageChangeDate: null });
    await ask("PATCH", `/sobjects/Opportunity/${deal}`, {
      body: { StageName: "Prospecting", NextStep: "Call" },
    });
    expect(await moved()).toMatchObject({ LastStageChangeDate: null });
    await ask("PATCH", `/sobjects/Opportunity/${deal}`, { body: { StageName: "Qualification" } });
    expect(await moved()).toMatchObject({ LastStageChangeDate: expect.stringMatching(`^${day(0)}T`) });
  });

  test("the seed's are what its tasks and events make them", async () => {
    for (const object of ["Account", "Contact", "Lead", "Opportunity"])
      for (const { Id, LastActivityDate } of (await rows(`SELECT Id, LastActivityDate FROM ${object}`)).slice(
        0,
        40,
      )) {
        const where = `WHERE WhatId = '${Id}' OR WhoId = '${Id}' OR AccountId = '${Id}'`;
        const tasks = await rows(`SELECT ActivityDate, IsClosed FROM Task ${where}`);
        const events = await rows(`SELECT ActivityDate FROM Event ${where}`);
        const dates = [...tasks.filter(({ IsClosed }) => IsClosed), ...events].map(
          ({ ActivityDate }) => ActivityDate,
        );
        expect([Id, LastActivityDate]).toEqual([
          Id,
          dates
            .filter((date) => date !== null)
            .sort()
            .at(-1) ?? null,
        ]);
      }
  });

  test("the demo user has deals to look at, some of them left alone, and nothing is done before its time", async () => {
    const mine = `FROM Opportunity WHERE Owner.Name = 'Dana Demo' AND IsClosed = false AND CloseDate = THIS_MONTH`;
    const deals = await rows(`SELECT LastActivityDate ${mine}`);
    expect(deals.length).toBeGreaterThanOrEqual(4);
    const quiet = await rows(`SELECT LastActivityDate ${mine} AND LastActivityDate < LAST_N_DAYS:14`);
    expect(quiet.length).toBeGreaterThanOrEqual(1);
    expect(quiet.length).toBeLessThan(deals.length);
    expect(
      await rows(
        "SELECT Id FROM Task WHERE Status = 'Completed' AND ActivityDate > TODAY AND Subject != 'a'",
      ),
    ).toEqual([]);
  });
});
