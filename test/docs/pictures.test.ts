import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDemoOrg } from "../../src/demo/org.ts";
import { dashboardIds, reportIds } from "../../src/demo/store/fixed-ids.ts";
import { type Connected, connect } from "../connect.ts";
import { holds } from "../generated-file.ts";
import { temporaryFolder } from "../own-folder.ts";

/** The demo org's rows follow its clock; with this one a picture is the same every day. */
const noon = Date.UTC(2026, 10, 18, 20);
const folder = temporaryFolder();
let server: Connected;

beforeAll(async () => {
  const org = await startDemoOrg({ now: () => noon });
  server = await connect({ org, settings: { SALESFORCE_FILES_DIR: folder } });
});

afterAll(async () => {
  await server.close();
  await server.org.close();
});

const pictures: Record<string, Record<string, unknown>> = {
  "pipeline.svg": { reportId: reportIds.pipelineByStage },
  "dashboard.svg": { dashboardId: dashboardIds.sales },
};

test("the same chart is the same file, however many were drawn before", async () => {
  const [first, second] = ["one.svg", "two.svg"];
  for (const saveTo of [first, second])
    await server.call("showChart", { reportId: reportIds.pipelineByStage, saveTo });
  const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
  expect(textOf(second)).toBe(textOf(first));
});

test.each(Object.entries(pictures))("docs/pictures/%s is what showChart draws", async (name, args) => {
  const { text, isError } = await server.call("showChart", { ...args, saveTo: name });
  expect(isError, text).toBe(false);
  const drawn = readFileSync(join(folder, name), "utf8");
  holds(`docs/pictures/${name}`, () => drawn);
});
