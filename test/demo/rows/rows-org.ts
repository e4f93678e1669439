import { afterEach, beforeEach, expect } from "vitest";
import { routes as feeds } from "../../../src/demo/api/feeds.ts";
import { routes as records } from "../../../src/demo/api/records.ts";
import { errorOf, inProcessOrg } from "../in-process-org.ts";

export type Json = Record<string, unknown>;

/** What tests of rows do most, on an org that is put back after each test. */
export async function rowsOrg() {
  const demo = await inProcessOrg([...records, ...feeds]);
  const { org, ask } = demo;
  // A table that a test would be the first to name would go with the test's rows.
  for (const { name } of org.schema.objects) org.store.get(`SELECT 1 FROM "${name}" LIMIT 1`);
  beforeEach(() => org.store.run("SAVEPOINT test"));
  afterEach(() => {
    demo.resetClock();
    org.store.run("ROLLBACK TO test");
    org.store.run("RELEASE test");
  });
  return {
    ...demo,
    create(object: string, record: Json): string {
      const { status, body } = ask("POST", `/sobjects/${object}`, { body: record });
      expect({ status, body }).toMatchObject({ status: 201, body: { success: true, errors: [] } });
      return String((body as Json)["id"]);
    },
    read(object: string, id: string, fields = ""): Json {
      const answer = ask("GET", `/sobjects/${object}/${id}${fields && `?fields=${fields}`}`);
      expect(answer.status).toBe(200);
      // A record's answer is an object.
      return answer.body as Json;
    },
    refused(object: string, record: Json) {
      const { status, errorCode, message, fields } = errorOf(
        ask("POST", `/sobjects/${object}`, { body: record }),
      );
      return { status, errorCode, message, fields };
    },
    someId: (object: string) =>
      String(org.store.get(`SELECT "Id" FROM "${object}" ORDER BY "Id" LIMIT 1`)?.["Id"]),
  };
}
