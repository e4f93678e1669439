import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { closestTitles } from "../../../src/spelling.ts";
import { type Connected, connect } from "../../connect.ts";

let server: Connected;

beforeAll(async () => {
  server = await connect();
});

afterEach(() => server.org.faults.clear());

afterAll(() => server.close());

async function firstLine(tool: string, search: string): Promise<string> {
  const { text, isError } = await server.call(tool, { search });
  expect(isError, text).toBe(false);
  return text.split("\n")[0] ?? "";
}

test.each([
  ["listReports", "pipline", "'Open Pipeline by Stage'? listReports without search shows all 6"],
  ["listReports", "pipeline stage", "'Open Pipeline by Stage'? listReports"],
  ["listReports", "zzzz", "'zzzz' in its name or folder; listReports without search shows all 6"],
  ["listDashboards", "sale overview", "'Sales Overview'? listDashboards without search shows all 2"],
])("%s for '%s', which none has, leads on", async (tool, search, way) => {
  const line = await firstLine(tool, search);
  expect(line).toMatch(/^# totalSize=0 returned=0 · note: no (?:report|dashboard) has '/);
  expect(line).toContain(way);
});

test("what is found needs no note", async () => {
  expect(await firstLine("listReports", "pipeline")).toBe("# totalSize=1 returned=1");
});

test("an answer stands without the names, when they cannot be read", async () => {
  server.org.faults.add({ path: /FolderName\+FROM|FolderName%20FROM/, answer: { status: 400, body: "[]" } });
  expect(await firstLine("listReports", "zzzz")).toBe("# totalSize=0 returned=0");
});

test("titles are as near as they have words that are alike", () => {
  const titles = ["Won by Owner", "Open Pipeline by Stage", "Pipeline by Owner"];
  expect(closestTitles("pipelin owner", titles)).toEqual([
    "Pipeline by Owner",
    "Won by Owner",
    "Open Pipeline by Stage",
  ]);
  expect(closestTitles("", titles)).toEqual([]);
  expect(closestTitles("cases", titles)).toEqual([]);
});
