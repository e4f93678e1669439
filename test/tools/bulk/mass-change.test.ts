import fc from "fast-check";
import { expect, test } from "vitest";
import { IdList } from "../../../src/salesforce/bulk/mass-change/id-list.ts";
import { bulkServer } from "./server.ts";

const server = await bulkServer();

/** What a mass change answers before it has a plan. */
interface Planned {
  summary: string;
  records: number;
  wouldChange: number;
  alreadySo?: number;
  after?: Record<string, unknown>;
  examples?: { id: string; name?: string; before?: Record<string, unknown> }[];
  deletedAlong?: Record<string, number>;
  notes?: string[];
  plan?: string;
}

async function answered(args: Record<string, unknown>, of = server): Promise<Planned & { change?: string }> {
  const { text, isError } = await of.call("createBulkJob", args);
  expect(isError, text).toBe(false);
  return JSON.parse(text);
}

/** Leads of a company of their own. */
async function leads(company: string, rows: number, more = ""): Promise<void> {
  const lines = Array.from({ length: rows }, (_, index) => `L${index},${company}${more}`);
  const header = `LastName,Company${more === "" ? "" : ",Rating"}\n`;
  await server.job({ object: "Lead", operation: "insert", csv: header + lines.join("\n") });
}

const update = (company: string, set: Record<string, unknown>) => ({
  object: "Lead",
  operation: "update",
  query: `SELECT Id FROM Lead WHERE Company = '${company}'`,
  set,
});

test("a query with set says first what would change, and by its plan changes just that", async () => {
  await leads("Plan", 250);
  await leads("Plan", 3, ",Hot");
  server.org.resetCounters();
  const args = update("Plan", { Rating: "Hot", Description: null });
  const { plan, examples, ...told } = await answered(args);
  expect(told).toEqual({
    summary: "nothing was changed: 250 Lead records of 253 would be updated; 3 hold the values already",
    records: 253,
    wouldChange: 250,
    alreadySo: 3,
    after: { Rating: "Hot", Description: null },
    next: expect.stringContaining("the same call with this plan"),
  });
  expect(examples).toHaveLength(5);
  expect(examples?.[0]).toEqual({
    id: expect.stringMatching(/^00Q/),
    name: "L0",
    before: { Rating: null, Description: null },
  });
  expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
  const done = await server.job({ ...args, plan });
  expect(done).toMatchObject({ summary: "250 records updated", alreadySo: 3 });
  // The first 200 go ahead.
  expect(done.jobs.map(({ rows }) => rows)).toEqual([200, 50]);
  expect(await server.count("Lead WHERE Company = 'Plan' AND Rating = 'Hot'")).toBe(253);
  // Whoever asks again finds nothing left to change, and the old plan stands for nothing any more.
  expect(await answered(args)).not.toHaveProperty("plan");
  expect(await server.refusal("createBulkJob", { ...args, plan })).toMatch(
    /^PLAN_CHANGED: the plan stands for 250 records, and 0 are found now\. Nothing was changed/,
  );
});

test("other records, other values or another operation than the plan's change nothing", async () => {
  await leads("Other", 4);
  const args = update("Other", { Rating: "Cold" });
  const { plan } = await answered(args);
  const { text } = await server.call("executeQuery", {
    soql: "SELECT Id FROM Lead WHERE Company = 'Other' LIMIT 1",
  });
  const id = text.split("\n")[2] ?? "";
  await server.call("updateRecord", { object: "Lead", id, record: { Company: "Elsewhere" } });
  await leads("Other", 1);
  for (const given of [
    args,
    { ...args, set: { Rating: "Warm" } },
    { ...args, operation: "delete", set: undefined },
  ])
    expect(await server.refusal("createBulkJob", { ...given, plan })).toMatch(
      /^PLAN_CHANGED: the plan stands for 4 records, and as many others are found now/,
    );
  const fresh = await answered(args);
  expect(
    await server.refusal("createBulkJob", { ...args, set: { Rating: "Warm" }, plan: fresh.plan }),
  ).toMatch(
    /^PLAN_CHANGED: the plan was made for another operation or other values\. Nothing was changed[^\n]*\n\{"summary":"nothing was changed: 4 Lead/,
  );
  expect(await server.count("Lead WHERE Company = 'Other' AND Rating != null")).toBe(0);
  expect((await server.job({ ...args, plan: fresh.plan })).summary).toBe("4 records updated");
});

test("a delete by query counts what goes along, and is taken back whole", async () => {
  const { text } = await server.call("createRecord", { object: "Account", record: { Name: "Mass Ltd" } });
  const AccountId = JSON.parse(text).id;
  await server.call("createRecord", { object: "Contact", record: { LastName: "Along", AccountId } });
  const args = {
    object: "Account",
    operation: "delete",
    query: "SELECT Name FROM Account WHERE Name = 'Mass Ltd'",
  };
  const { plan, ...told } = await answered(args);
  expect(told).toMatchObject({ wouldChange: 1, deletedAlong: { Contact: 1 } });
  expect(told.examples).toEqual([{ id: AccountId, name: "Mass Ltd" }]);
  // By ids where the statement itself cannot stand inside another.
  const limited = { ...args, query: `${args.query} ORDER BY Name LIMIT 1` };
  expect(await answered(limited)).toMatchObject({ deletedAlong: { Contact: 1 } });
  const { change } = await answered({ ...args, plan });
  expect(await server.count("Contact WHERE LastName = 'Along'")).toBe(0);
  const undone = await server.call("undoChange", { change });
  expect(JSON.parse(undone.text).summary).toBe("1 undeleted");
  expect(await server.count("Contact WHERE LastName = 'Along'")).toBe(1);
});

test("a value that its picklist does not have is noted before it is written", async () => {
  await leads("Note", 1);
  const { notes } = await answered(update("Note", { Rating: "Hottest" }));
  expect(notes).toEqual([expect.stringMatching(/Rating.*Hottest.*Hot/)]);
});

test("when most of the first 200 fail, the rest is not touched", async () => {
  await leads("Wrong", 300);
  const args = update("Wrong", { Email: "no address" });
  const { plan } = await answered(args);
  const done = await server.job({ ...args, plan });
  expect(done.summary).toMatch(
    /^200 of 200 records FAILED.*; most of the first 200 failed, so the other 100 records were NOT touched$/,
  );
  expect(done.jobs).toHaveLength(1);
  expect(done.failures).toMatchObject([{ count: 200 }]);
});

test.each([
  ["insert", { operation: "insert" }, /query: it finds records that are there, to update or delete; insert/],
  ["upsert", { operation: "upsert", externalIdField: "Id" }, /query: it finds records that are there/],
  ["set with delete", { operation: "delete" }, /set: a delete sets nothing/],
  ["no set", { set: undefined }, /set: an update by query takes the values/],
  ["an empty set", { set: {} }, /set: an update by query takes the values/],
  ["set without query", { query: undefined, csv: "Id\nx\n" }, /set: it goes with query alone/],
  [
    "plan without query",
    { query: undefined, set: undefined, csv: "Id\nx\n", plan: "1-0123456789abcdef-01234567" },
    /plan: it goes with query/,
  ],
  ["no plan", { plan: "yes" }, /plan: this is no plan/],
  ["query beside rows", { csv: "Id\nx\n" }, /exactly one argument/],
  ["columns", { columns: { a: "Id" } }, /columns: it is for rows/],
  ["an aggregate", { query: "SELECT MAX(Id) FROM Lead" }, /query: it counts or groups/],
  ["COUNT()", { query: "SELECT COUNT() FROM Lead" }, /query: it counts or groups/],
  ["GROUP BY", { query: "SELECT Company FROM Lead GROUP BY Company" }, /query: it counts or groups/],
  ["children", { query: "SELECT Id, (SELECT Id FROM Tasks) FROM Lead" }, /query: it selects child records/],
  [
    "another object",
    { query: "SELECT Id FROM Contact" },
    /query: it selects from Contact, and the job is about Lead/,
  ],
  ["two objects", { query: "SELECT Id FROM Lead, Contact" }, /query: it selects from Lead, Contact/],
  ["LIMIT alone", { query: "SELECT Id FROM Lead LIMIT 5" }, /LIMIT and OFFSET without ORDER BY/],
  ["OFFSET alone", { query: "SELECT Id FROM Lead OFFSET 5" }, /LIMIT and OFFSET without ORDER BY/],
  ["ALL ROWS", { query: "SELECT Id FROM Lead ALL ROWS" }, /ALL ROWS finds deleted records/],
  ["FOR UPDATE", { query: "SELECT Id FROM Lead FOR UPDATE" }, /FOR and UPDATE change what it finds/],
  ["no statement", { query: "every lead of mine" }, /query: it cannot be read/],
  ["an unknown field", { set: { Ratng: "Hot" } }, /set: 'Ratng' is no field of Lead; did you mean Rating/],
  [
    "a field that cannot be written",
    { set: { CreatedDate: null } },
    /set: 'CreatedDate': it cannot be written/,
  ],
  ["the id", { set: { Id: "x" } }, /set: 'Id': it tells the records apart/],
  [
    "the same field twice",
    { set: { Rating: "Hot", rating: "Cold" } },
    /set: the column Rating is there twice/,
  ],
  ["a list as value", { set: { Rating: ["Hot"] } }, /set\.Rating: takes one text, number/],
])("%s is refused before anything is sent", async (_, given, message) => {
  server.org.resetCounters();
  const args = { ...update("None", { Rating: "Hot" }), ...given };
  const text = await server.refusal("createBulkJob", args);
  expect(text).toMatch(/^BAD_ARGUMENT: /);
  expect(text).toMatch(message);
  expect(server.org.counters()["bulk.ingest"]).toBeUndefined();
});

test("the user is asked once, for the plan's records, with their number and the statement", async () => {
  const questions: string[] = [];
  const asking = await bulkServer({
    org: server.org,
    settings: { SALESFORCE_CONFIRM: "writes" },
    elicit: (question) => {
      questions.push(question);
      return { action: "accept", content: { confirm: questions.length > 1 } };
    },
  });
  await leads("Ask", 2);
  const args = update("Ask", { Rating: "Cold" });
  const { plan = "" } = await answered(args, asking);
  expect(questions).toEqual([]);
  const stale = plan.replace(/^2/, "3");
  expect(await asking.refusal("createBulkJob", { ...args, plan: stale })).toMatch(/^PLAN_CHANGED/);
  expect(questions).toEqual([]);
  expect(await asking.refusal("createBulkJob", { ...args, plan })).toMatch(/^NOT_CONFIRMED/);
  expect(questions[0]).toContain(`change 2 records of Lead (${args.query})`);
  expect(await server.count("Lead WHERE Company = 'Ask' AND Rating = 'Cold'")).toBe(0);
  expect((await asking.job({ ...args, plan })).summary).toBe("2 records updated");
});

test("object lists hold for the statement, and for names that a plan would show", async () => {
  const denying = await bulkServer({
    org: server.org,
    settings: { SALESFORCE_DENIED_OBJECTS: "Contact,User" },
  });
  const owner = (await server.call("executeQuery", { soql: "SELECT Id FROM User WHERE Name LIKE 'Sam%'" }))
    .text;
  const OwnerId = owner.split("\n")[2];
  const open = await answered({ ...update("Ask", { OwnerId }) });
  expect(JSON.stringify(open)).toContain("Sam");
  expect(open.notes).toEqual([expect.stringMatching(/^OwnerId: all of them get the same owner: Sam/)]);
  const shut = await answered({ ...update("Ask", { OwnerId }) }, denying);
  expect(JSON.stringify(shut)).not.toContain("Sam");
  expect(JSON.stringify(shut)).not.toContain("Owner.Name");
  const accounts = { object: "Account", operation: "delete" };
  const along = await answered({ ...accounts, query: "SELECT Id FROM Account" }, denying);
  expect(along.deletedAlong).not.toHaveProperty("Contact");
  expect(along).toMatchObject({ notCounted: ["objects that may not be touched"] });
  const query = "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)";
  for (const plan of [undefined, "1-0123456789abcdef-01234567"])
    expect(await denying.refusal("createBulkJob", { ...accounts, query, plan })).toMatch(/^DENIED_OBJECT/);
});

test("a list of ids keeps them all, and its digest is the same in any order and for no others", () => {
  const id = fc.stringMatching(/^[0-9A-Za-z]{18}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 1, maxLength: 40, selector: (each) => each.slice(0, 15) }),
      (ids) => {
        const listOf = (all: readonly string[]) => {
          const list = new IdList();
          for (const one of all) list.add(one);
          return list;
        };
        const list = listOf(ids);
        expect(list.slice(0, list.length + 5)).toEqual(ids);
        expect(listOf([...ids].reverse()).digest).toBe(list.digest);
        expect(listOf(ids.slice(1)).digest).not.toBe(list.digest);
      },
    ),
    { numRuns: 50, seed: 7 },
  );
});
