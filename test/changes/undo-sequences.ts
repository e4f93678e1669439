import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { type Operation, operations, type Pool, parentKeys } from "./operations.ts";
import { PlainHttp } from "./plain-http.ts";

const objects = ["Account", "Contact", "Project__c"] as const;

let server: Connected;
let http: PlainHttp;
const columns = new Map<string, string[]>();
const old: Pool = { Account: [], Contact: [], Project__c: [], lookups: false };

/** Accounts that can be deleted, since no case hangs on them, with a contact and a project each. */
async function fill(): Promise<void> {
  for (const [index, key] of [...parentKeys, null].entries()) {
    const account = await http.create("Account", { Name: `Old ${index}`, External_Id__c: key, Phone: "7" });
    const contact = { LastName: `Old ${index}`, AccountId: account, Birthdate: "1980-02-29" };
    const project = { Name: `Old ${index}`, Start_Date__c: "2026-02-01", Skills__c: "Testing;Design" };
    old.Account.push(account);
    old.Contact.push(await http.create("Contact", contact));
    old.Project__c.push(await http.create("Project__c", { ...project, Account__c: account }));
  }
}

type Snapshot = Record<string, unknown>;

/** Every field of every record that a user can write. */
async function snapshot(): Promise<Snapshot> {
  const rows: [string, unknown][] = [];
  for (const object of objects)
    for (const row of await http.query(`SELECT Id, ${columns.get(object)?.join(", ")} FROM ${object}`))
      rows.push([`${object} ${row["Id"]}`, row]);
  return Object.fromEntries(rows);
}

/** What one call came to: the org before it, and its changes, oldest first. */
interface Step {
  call: string;
  before: Snapshot;
  changes: string[];
}

function noted(text: string): string[] {
  const found = [...text.matchAll(/"change":"(c\d+)"/g)].map(([, id = ""]) => id);
  return [...new Set(found)].sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
}

/** The records that calls may be about next: the old ones, and those that came since the beginning. */
function poolOf(now: Snapshot, beginning: Snapshot, lookups: boolean): Pool {
  const idsOf = (object: (typeof objects)[number]) => {
    const ids = Object.keys(now).flatMap((key) => {
      const [of, id = ""] = key.split(" ");
      return of === object && (old[object].includes(id) || !(key in beginning)) ? [id] : [];
    });
    return ids.length > 0 ? ids : old[object];
  };
  return { Account: idsOf("Account"), Contact: idsOf("Contact"), Project__c: idsOf("Project__c"), lookups };
}

async function doAll(list: readonly Operation[], lookups: boolean): Promise<Step[]> {
  const steps: Step[] = [];
  const beginning = await snapshot();
  let before = beginning;
  for (const operation of list) {
    const { name, args } = operation(poolOf(before, beginning, lookups));
    const { text } = await server.call(name, args);
    steps.push({ call: `${name} ${JSON.stringify(args)} → ${text}`, before, changes: noted(text) });
    before = await snapshot();
  }
  return steps;
}

const told = (steps: readonly Step[], answers: readonly string[]) =>
  [...steps.map(({ call }) => call), ...answers].join("\n");

/** How many sequences are tried, and by which seed; the same each time where one is given. */
interface Runs {
  numRuns: number;
  seed?: number;
}

/** The tests of what undoChange leaves behind, after random sequences of calls. */
export function testUndoing(runs: Runs): void {
  beforeAll(async () => {
    server = await connect({ orgOptions: { settings: { dailyApiRequests: 10_000_000 } } });
    http = new PlainHttp(server.org);
    for (const object of objects) columns.set(object, await http.writable(object));
    await fill();
  });

  afterAll(() => server.close());

  test("changes that are taken back one by one, the newest first, leave the org as it was before each", async () => {
    await fc.assert(
      fc.asyncProperty(operations, fc.boolean(), async (list, lookups) => {
        const steps = await doAll(list, lookups);
        const answers: string[] = [];
        for (const { before, changes } of [...steps].reverse()) {
          for (const change of [...changes].reverse()) {
            const { text } = await server.call("undoChange", { change });
            answers.push(`undo ${change} → ${text}`);
          }
          expect(await snapshot(), told(steps, answers)).toEqual(before);
        }
      }),
      { endOnFailure: true, ...runs },
    );
  }, 600_000);

  test("everything since the first change, taken back at once, leaves the org as it was", async () => {
    await fc.assert(
      fc.asyncProperty(operations, fc.boolean(), async (list, lookups) => {
        const steps = await doAll(list, lookups);
        const first = steps.find(({ changes }) => changes.length > 0);
        if (first === undefined) return;
        const since = first.changes[0];
        const { text } = await server.call("undoChange", { since });
        expect(await snapshot(), told(steps, [`since ${since} → ${text}`])).toEqual(first.before);
        // And once more does nothing.
        const again = await server.call("undoChange", { since });
        expect(await snapshot(), again.text).toEqual(first.before);
      }),
      { endOnFailure: true, ...runs },
    );
  }, 600_000);
}
