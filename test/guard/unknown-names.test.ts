import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { objectLists, unknownNames } from "../../src/guard/object-lists.ts";
import { type Connected, type ConnectOptions, connect } from "../connect.ts";

let connected: Connected | undefined;

afterEach(async () => {
  await connected?.close();
  connected = undefined;
});

async function withLists(settings: Record<string, string>, more: ConnectOptions = {}): Promise<Connected> {
  connected = await connect({ ...more, settings });
  return connected;
}

const told = (logged: readonly string[]) => logged.filter((line) => line.includes("no such object"));

test("misspelt names of the lists are told once the org's objects are known, once, and never asked for", async () => {
  const { call, logged, org } = await withLists({
    SALESFORCE_DENIED_OBJECTS: "Caes,Lead,Zzz*",
    SALESFORCE_ALLOWED_OBJECTS: "account,Contcat,Case,Opp*,Lead",
  });
  expect((await call("executeQuery", { soql: "SELECT Id FROM Account LIMIT 1" })).isError).toBe(false);
  expect(org.counters()["GET /sobjects"]).toBeUndefined();
  expect(told(logged)).toEqual([]);
  await call("listAllObjects");
  await call("listAllObjects");
  expect(told(logged)).toEqual([
    "SALESFORCE_ALLOWED_OBJECTS names Contcat, and the org shows this user no such object. Did you mean Contact?",
    "SALESFORCE_DENIED_OBJECTS names Caes, and the org shows this user no such object. Did you mean Case?",
    "SALESFORCE_DENIED_OBJECTS names Zzz*, and the org shows this user no such object.",
  ]);
  expect(org.counters()["GET /sobjects"]).toBe(1);
});

test("nothing is told of names that are right, nor where only errors are wanted", async () => {
  const right = await withLists({ SALESFORCE_DENIED_OBJECTS: "case,Opp*" });
  await right.call("listAllObjects");
  expect(told(right.logged)).toEqual([]);
  await right.close();
  connected = undefined;
  const quiet = await withLists({ SALESFORCE_DENIED_OBJECTS: "Caes", SALESFORCE_LOG_LEVEL: "error" });
  await quiet.call("listAllObjects");
  expect(told(quiet.logged)).toEqual([]);
});

test("a name of a list is unknown exactly when the lists make no difference to any object by it", () => {
  const name = fc.constantFrom(
    "Account",
    "ns__Thing__c",
    "Thing__c",
    "Case",
    "CaseHistory",
    "Lead",
    "Thing__Share",
  );
  const pattern = fc.constantFrom(
    "account",
    "thing__c",
    "Thing__c*",
    "Case",
    "Ca*",
    "lead",
    "Le",
    "*",
    "Zz*",
  );
  fc.assert(
    fc.property(fc.array(name), pattern, (names, written) => {
      const objects = names.map((each) => ({ name: each }));
      const { denial } = objectLists(undefined, [written]);
      const isDenied = names.some((each) => denial(each) !== undefined);
      expect(unknownNames({ deniedObjects: [written] }, objects)).toHaveLength(isDenied ? 0 : 1);
      const { parentRefusal } = objectLists([written], undefined);
      const isAllowed = names.some((each) => parentRefusal(each) === undefined);
      expect(unknownNames({ allowedObjects: [written] }, objects)).toHaveLength(isAllowed ? 0 : 1);
    }),
  );
});
