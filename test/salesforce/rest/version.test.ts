import { afterEach, expect, test } from "vitest";
import { connect } from "../../connect.ts";
import { type RawOrg, startRawOrg } from "../../raw-org.ts";

let org: RawOrg | undefined;

afterEach(() => org?.close());

test.each([
  [["60.0", "68.0", "70.0", "99.0"], "68.0"],
  [["60.0", "61.0"], "61.0"],
])("of an org that offers %j version %s is used", async (offered, used) => {
  org = await startRawOrg(() => '{"totalSize":0,"done":true,"records":[]}', offered);
  const { settings, requests } = org;
  const server = await connect({ signIn: () => settings });
  await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
  await server.close();
  expect(requests.map(({ url }) => url.split("?")[0])).toEqual([
    "/services/data/",
    `/services/data/v${used}/query`,
  ]);
});

test("an org that offers none that was tested is told of", async () => {
  org = await startRawOrg(() => "{}", ["70.0", "71.0"]);
  const { settings } = org;
  const server = await connect({ signIn: () => settings });
  const { text } = await server.call("executeQuery", { soql: "SELECT Id FROM Account" });
  await server.close();
  expect(text).toMatch(/^UNEXPECTED_RESPONSE: The org lists no API version that this server knows/);
});
