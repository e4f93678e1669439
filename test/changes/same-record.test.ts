import { expect, test } from "vitest";
import { changesServer } from "./server.ts";

const { server, http, called } = await changesServer();

const before = { Phone: "0", Fax: "0", Website: null };
const account = () => http.create("Account", { Name: "Twice", ...before });
const now = (id: string) => http.query(`SELECT Phone, Fax, Website FROM Account WHERE Id = '${id}'`);
const part = (id: string, referenceId: string, body: object) => ({
  method: "PATCH",
  url: `sobjects/Account/${id}`,
  referenceId,
  body,
});

/** The changes of two parts that write the same record, the same field in both. */
async function written(tool: string, id: string): Promise<[string, string]> {
  const [one, other] = [
    { Phone: "1", Fax: "1" },
    { Phone: "2", Website: "w" },
  ];
  const compositeRequest = [part(id, "one", one), part(id, "other", other)];
  const batchRequests = compositeRequest.map(({ method, url, body }) => ({ method, url, richInput: body }));
  const { text } = await server.call(
    tool,
    tool === "executeBatch" ? { batchRequests } : { compositeRequest },
  );
  const changes = [...text.matchAll(/"change":"(c\d+)"/g)].map(([, change = ""]) => change);
  expect(changes).toHaveLength(2);
  expect(await now(id)).toEqual([{ Phone: "2", Fax: "1", Website: "w" }]);
  return [changes[0] ?? "", changes[1] ?? ""];
}

test.each(["executeComposite", "executeBatch"])(
  "two parts of %s on one record, taken back newest first, leave it as it was",
  async (tool) => {
    const id = await account();
    const [first, second] = await written(tool, id);
    // The older one stands behind the newer one.
    const early = await server.call("undoChange", { change: first });
    expect(early.isError).toBe(true);
    expect(early.text).toContain(`${second} changed it later`);
    await called("undoChange", { change: second });
    expect(await now(id)).toEqual([{ ...before, Phone: "1", Fax: "1" }]);
    const last = await server.call("undoChange", { change: first });
    expect(last.isError, last.text).toBe(false);
    expect(await now(id)).toEqual([before]);
  },
);

test.each(["executeComposite", "executeBatch"])(
  "two parts of %s on one record, taken back together, leave it as it was",
  async (tool) => {
    const id = await account();
    const [since] = await written(tool, id);
    await called("undoChange", { since });
    expect(await now(id)).toEqual([before]);
  },
);

test("a part that deletes what another one changed comes back as it was", async () => {
  const id = await account();
  const compositeRequest = [
    part(id, "one", { Phone: "1" }),
    { method: "DELETE", url: `sobjects/Account/${id}`, referenceId: "gone" },
  ];
  const { text } = await server.call("executeComposite", { compositeRequest });
  const since = /"change":"(c\d+)"/.exec(text)?.[1];
  await called("undoChange", { since });
  expect(await now(id)).toEqual([before]);
});

test("a part that fails leaves the next one what stood there before it", async () => {
  const id = await account();
  const compositeRequest = [part(id, "one", { Phone: "1", Name: "" }), part(id, "other", { Phone: "2" })];
  const { text } = await server.call("executeComposite", { compositeRequest, allOrNone: false });
  const [, change] = /"change":"(c\d+)"/.exec(text) ?? [];
  expect(await now(id)).toEqual([{ ...before, Phone: "2" }]);
  await called("undoChange", { change });
  expect(await now(id)).toEqual([before]);
});

test("parts that name one record by id and by its key are one record", async () => {
  const id = await account();
  await called("updateRecord", { object: "Account", id, record: { External_Id__c: "ONE" } });
  const keyed = { ...part(id, "other", { phone: "2" }), url: "sobjects/Account/External_Id__c/ONE" };
  const compositeRequest = [part(id, "one", { Phone: "1" }), keyed];
  const { text } = await server.call("executeComposite", { compositeRequest });
  const [first, second] = [...text.matchAll(/"change":"(c\d+)"/g)].map(([, change = ""]) => change);
  expect(await now(id)).toEqual([{ ...before, Phone: "2" }]);
  await called("undoChange", { change: second });
  expect(await now(id)).toEqual([{ ...before, Phone: "1" }]);
  await called("undoChange", { change: first });
  expect(await now(id)).toEqual([before]);
});
