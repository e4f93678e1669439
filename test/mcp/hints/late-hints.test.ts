import { expect, test } from "vitest";
import { connect } from "../../connect.ts";

test("a describe that does not come in time is done without: the error is told, not held back for its hint", async () => {
  const server = await connect();
  await server.call("listApiVersions");
  const soql = "SELECT Id, Nme FROM Account";
  const slow = server.org.faults.add({ path: "/sobjects/Account/describe", delay: 40_000, times: 9 });
  const { text } = await server.call("executeQuery", { soql });
  expect(slow.met).toBeGreaterThan(0);
  expect(text).toMatch(/^INVALID_FIELD: No such column 'Nme'/);
  expect(text).not.toContain("Did you mean");
  await server.close();
}, 20_000);
