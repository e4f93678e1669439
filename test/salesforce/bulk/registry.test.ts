import { expect, test } from "vitest";
import { rememberStatement, statementOf } from "../../../src/salesforce/bulk/registry.ts";
import { serverOf } from "../../in-memory-server.ts";

test("of the statements of query jobs only the newest are kept", async () => {
  const { runtime } = serverOf({});
  const { signal } = new AbortController();
  const salesforce = (await runtime.connect()).bind({ signal, trace: { apiCalls: 0, requestIds: [] } });
  const id = (job: number) => `750DE${String(job).padStart(10, "0")}YAA`;
  for (let job = 0; job < 300; job++)
    rememberStatement(salesforce, id(job), `SELECT Id FROM Object${job}__c`);
  expect(statementOf(salesforce, id(299))).toBe("SELECT Id FROM Object299__c");
  expect(statementOf(salesforce, id(299).slice(0, 15))).toBe("SELECT Id FROM Object299__c");
  expect(statementOf(salesforce, id(0))).toBeUndefined();
  await runtime.close();
});
