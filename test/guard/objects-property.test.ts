import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { runs } from "../runs.ts";
import { statementOver } from "./soql-statements.ts";

interface Listed {
  server: Connected;
  mayTouch(object: string): boolean;
}

let org: DemoOrg;
let listed: Listed[];

/** What a list means, said once more and apart from the server. */
function meant(names: readonly string[], object: string): boolean {
  return names.some((name) =>
    name.endsWith("*")
      ? object.toLowerCase().startsWith(name.slice(0, -1).toLowerCase())
      : object.toLowerCase() === name.toLowerCase(),
  );
}

async function denying(names: string[]): Promise<Listed> {
  const server = await connect({ org, settings: { SALESFORCE_DENIED_OBJECTS: names.join(",") } });
  return { server, mayTouch: (object) => !meant(names, object) };
}

async function allowing(names: string[]): Promise<Listed> {
  const server = await connect({ org, settings: { SALESFORCE_ALLOWED_OBJECTS: names.join(",") } });
  return { server, mayTouch: (object) => meant(names, object) };
}

beforeAll(async () => {
  org = await startDemoOrg();
  listed = await Promise.all([
    denying(["Contact"]),
    denying(["user"]),
    denying(["Group", "Project__c"]),
    denying(["Opp*", "LEAD"]),
    allowing(["Account", "Contact", "Case", "User", "Task"]),
    allowing(["account", "opportunity*", "Us*", "Campaign", "Product2", "Pricebook*"]),
  ]);
});

afterAll(async () => {
  for (const { server } of listed) await server.close();
  await org.close();
});

test("no statement that touches a denied object by any path is sent, and every other one is", async () => {
  const seen = { refused: 0, sent: 0, answered: 0 };
  const numRuns = runs(600);
  const lists = fc.nat({ max: 5 });
  await fc.assert(
    fc.asyncProperty(statementOver(org.org.schema), lists, async ({ text: soql, touches }, index) => {
      const list = listed[index];
      if (!list) throw new Error("no such list");
      const denied = [...touches].filter((object) => !list.mayTouch(object));
      // As the parent of a record it tells nothing of other objects; asked for by itself it names them all.
      for (const [, name = ""] of soql.matchAll(/\bfrom\s+(recordtype|listview)\b/gi)) denied.push(name);
      // A post shows the record that it is on, whatever that is.
      if (touches.has("FeedItem")) denied.push("FeedItem");
      org.resetCounters();
      const { text, isError } = await list.server.call("executeQuery", { soql });
      const queries = org.counters()["GET /query"] ?? 0;
      if (denied.length > 0) {
        expect(text, soql).toMatch(/^DENIED_OBJECT: /);
        // One that shows records of any object is named before those that are reached behind it.
        const names = denied.some((object) => text.toLowerCase().includes(object.toLowerCase()));
        expect(names || text.includes("it shows records of any object"), soql).toBe(true);
        expect(queries, soql).toBe(0);
        seen.refused++;
      } else {
        expect(text, soql).not.toMatch(/^DENIED_OBJECT/);
        expect(queries, soql).toBe(1);
        seen.sent++;
        if (!isError) seen.answered++;
      }
    }),
    { numRuns, endOnFailure: true },
  );
  // Both sides were tried, and most statements mean something to the org.
  expect(seen.refused).toBeGreaterThan(numRuns / 6);
  expect(seen.sent).toBeGreaterThan(numRuns / 12);
  expect(seen.answered).toBeGreaterThan(seen.sent * 0.7);
});
