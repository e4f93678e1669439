import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportIds } from "../../../src/demo/store/fixed-ids.ts";
import { connect } from "../../connect.ts";
import { temporaryFolder } from "../../own-folder.ts";
import { until } from "../../until.ts";

const timedOut = {
  status: 500,
  body: '[{"errorCode":"UNKNOWN_EXCEPTION","message":"Your request timed out."}]',
};
const running = {
  status: 200,
  body: '{"attributes":{"id":"0LG","status":"Running","type":"ReportInstance"}}',
};

test("a cancel while a report is polled is a cancel in the audit too", async () => {
  const auditLog = join(temporaryFolder(), "audit.jsonl");
  const server = await connect({ settings: { SALESFORCE_AUDIT_LOG: auditLog } });
  server.org.faults.add({ path: /\/reports\/00O\w+\?/, answer: timedOut, times: 9 });
  const polls = server.org.faults.add({ path: "/instances/0LG", answer: running, times: 99 });
  const leaving = new AbortController();
  const call = { name: "getReport", arguments: { reportId: reportIds.pipelineByStage } };
  const gone = expect(server.client.callTool(call, { signal: leaving.signal })).rejects.toThrow();
  await until(() => polls.met > 2);
  leaving.abort();
  await gone;
  const audited = async () => await readFile(auditLog, "utf8").catch(() => "");
  await until(async () => (await audited()).includes("getReport"));
  expect(JSON.parse((await audited()).trim())).toMatchObject({ tool: "getReport", errorCode: "CANCELLED" });
  await server.close();
});
