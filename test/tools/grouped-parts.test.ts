import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { answerIn } from "./answer-in.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterAll(() => server.close());

const statements = [
  "SELECT COUNT(Id), MAX(Amount) FROM Opportunity",
  "SELECT Owner.Name, COUNT(Id) deals, SUM(Amount) FROM Opportunity GROUP BY Owner.Name ORDER BY Owner.Name",
  "SELECT CALENDAR_YEAR(CloseDate), StageName, AVG(Amount) FROM Opportunity WHERE Name LIKE '%a%' GROUP BY CALENDAR_YEAR(CloseDate), StageName ORDER BY CALENDAR_YEAR(CloseDate), StageName LIMIT 5",
  "SELECT COUNT() FROM Opportunity",
  "SELECT Name, Owner.Name FROM Opportunity ORDER BY Name, Id LIMIT 2",
];

interface Page {
  totalSize: number;
  records: unknown[];
}

async function alone(soql: string): Promise<Page> {
  return JSON.parse((await server.call("executeQuery", { soql, format: "json" })).text);
}

const written = [
  (soql: string) => `query?q=${encodeURIComponent(soql)}`,
  (soql: string) => `query/?q=${soql}`,
];

test.each(statements)("rows of a part have the names that executeQuery gives them: %s", async (soql) => {
  const { records, totalSize } = await alone(soql);
  for (const write of written) {
    const request = { method: "GET", url: write(soql) };
    const calls: [string, object][] = [
      ["executeBatch", { batchRequests: [request] }],
      ["executeComposite", { compositeRequest: [{ ...request, referenceId: "rows" }] }],
    ];
    for (const [name, args] of calls) {
      const { text, isError } = await server.call(name, { ...args });
      expect(isError, text).toBe(false);
      const [page] = Object.values(answerIn(text).results) as Page[];
      expect(page?.totalSize).toBe(totalSize);
      expect(JSON.stringify(page?.records ?? [])).toBe(JSON.stringify(records));
    }
  }
});
