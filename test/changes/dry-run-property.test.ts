import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { knowObjects } from "../known-objects.ts";
import { runs, sameCases } from "../runs.ts";
import { PlainHttp } from "./plain-http.ts";
import { randomWrites, writeNow } from "./random-writes.ts";

let server: Connected;
const seen = new Map<string, number>();

beforeAll(async () => {
  server = await connect({ orgOptions: { settings: { dailyApiRequests: 10_000_000 } } });
  await knowObjects(server);
  // So many rows would take most of the time to compare.
  server.org.org.store.run(`DELETE FROM "Task" WHERE "Id" NOT IN (SELECT "Id" FROM "Task" LIMIT 100)`);
  const http = new PlainHttp(server.org);
  await http.create("Account", { Name: "Keyed", External_Id__c: "K-1" });
  await http.create("Contact", { LastName: "Twin", Email: "twin@example.com" });
  await http.create("Lead", { LastName: "Twin", Company: "Twins", Email: "twin@example.com" });
  // Deals that wait for an approval are locked.
  const deal = { Name: "Locked", StageName: "Prospecting", CloseDate: "2026-12-31", Amount: 20_000 };
  for (let index = 0; index < 5; index++) {
    const contextId = await http.create("Opportunity", deal);
    const requests = [{ actionType: "Submit", contextId }];
    await http.ask("/process/approvals", { method: "POST", body: JSON.stringify({ requests }) });
  }
});

afterAll(() => server.close());

/** Every field of every record there is, deleted ones included, and what was mailed. */
function everything(): string[] {
  const { store, schema } = server.org.org;
  return [...schema.objects.map(({ name }) => name), "recycle bin", "out box"].map((table) => {
    const rows = store.all(`SELECT * FROM "${table}"`);
    return `${table} ${JSON.stringify(rows)}`;
  });
}

/** Ids of requests are new each time; so are those of records that came only by the call. */
function steady(text: string, before: readonly string[]): string {
  return text
    .replaceAll(/\bdemo-\w+-\w+\b/g, "demo")
    .replaceAll(/\b\w{3}DE000\w{10}\b/g, (id) => (before.some((rows) => rows.includes(id)) ? id : "new"));
}

interface Answer {
  text: string;
  isError: boolean;
}

function jsonIn(text: string): Record<string, unknown> {
  return JSON.parse(text.slice(text.indexOf("\n{") + 1));
}

/** What failed, by the answer's key for it; parts behind the first that fails are not judged. */
function failures(name: string, text: string, key: string): unknown {
  const failed = jsonIn(text)[key];
  if (!Array.isArray(failed) || failed.length === 0) return "valid";
  return name === "executeComposite" ? failed[0] : failed;
}

/** What the dry run should have said, by what the real call said. */
function expected(name: string, { text, isError }: Answer): unknown {
  const hasParts =
    /^execute/.test(name) && !/^\S+: .*\n(?:HTTP|Hint)/s.test(text.slice(0, text.indexOf("\n") + 5));
  if (hasParts) return failures(name, text, "failed");
  return isError ? text : "valid";
}

function said(name: string, { text, isError }: Answer): unknown {
  if (!isError) return jsonIn(text)["valid"] === true ? "valid" : text;
  return text.includes('"wouldFail":') ? failures(name, text, "wouldFail") : text;
}

test("a dry run says of any write what the write then meets, and leaves the org as it was", async () => {
  let before = everything();
  await fc.assert(
    fc.asyncProperty(randomWrites, fc.nat(7), async (write, chance) => {
      const { name, args } = writeNow(write, server.org);
      const lost = chance === 0;
      if (lost) server.org.faults.add({ path: /\/composite$/, method: "POST", close: "after" });
      const calling = async (more: object): Promise<Answer> => {
        const { text, isError } = await server.call(name, { ...args, ...more });
        return { text: steady(text, before), isError };
      };
      const dry = await calling({ validateOnly: true });
      server.org.faults.clear();
      const told = `${name} ${JSON.stringify(args)}\n→ ${dry.text}`;
      expect(everything(), told).toEqual(before);
      const real = await calling({});
      if (lost && !dry.text.startsWith("BAD_ARGUMENT"))
        expect(dry.text, told).toMatch(/^NETWORK: .*nothing was kept/);
      else expect(said(name, dry), `${told}\n→ ${real.text}`).toEqual(expected(name, real));
      const kind = dry.isError ? (/^\w+/.exec(dry.text)?.[0] ?? "") : "valid";
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      before = everything();
    }),
    { numRuns: runs(60), endOnFailure: true, ...sameCases(20_261_129) },
  );
  if (process.env["RUNS"]) process.stderr.write(`${JSON.stringify([...seen].sort((a, b) => b[1] - a[1]))}\n`);
}, 1_200_000);
