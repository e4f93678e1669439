import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";

/* Two processes on one sign-in, one folder for files, one audit file and one folder for changes. */

let org: DemoOrg;
let servers: readonly [Connected, Connected];
const home = temporaryFolder();
const files = join(home, "files");
const audit = join(home, "audit.jsonl");
let calls = 0;

beforeAll(async () => {
  mkdirSync(files);
  org = await startDemoOrg({ rotateRefreshTokens: true });
  const settings = {
    ...settingsOfFolder(home),
    XDG_STATE_HOME: home,
    SALESFORCE_FILES_DIR: files,
    SALESFORCE_AUDIT_LOG: audit,
    SALESFORCE_UNDO: "keep",
  };
  const open = () => connect({ org, settings, over: "stdio" });
  servers = await Promise.all([open(), open()]);
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await org.close();
});

function called(server: Connected, name: string, args: Record<string, unknown>) {
  calls++;
  return server.call(name, args);
}

const saved = (name: string) => readFileSync(join(files, name));

/** What each process saves: the same from either would tell nothing. */
const kinds: [string, string, (first: boolean) => Record<string, unknown>][] = [
  [
    "executeQuery",
    "csv",
    (first) => ({
      soql: `SELECT Id, ${first ? "Subject" : "Status"} FROM Task ORDER BY Id`,
      maxRecords: 2_000,
    }),
  ],
  ["createBulkQuery", "csv", (first) => ({ soql: `SELECT Id, ${first ? "Subject" : "Status"} FROM Task` })],
  [
    "showChart",
    "svg",
    (first) => ({
      soql: `SELECT ${first ? "Industry" : "Type"}, COUNT(Id) FROM Account GROUP BY ${first ? "Industry" : "Type"}`,
    }),
  ],
];

test.each(kinds)(
  "of two that save one name at once by %s one gets it, and the other hears so",
  async (tool, ending, argsOf) => {
    const alone = await Promise.all(
      servers.map(async (server, index) => {
        const saveTo = `${tool}-alone-${index}.${ending}`;
        expect((await called(server, tool, { ...argsOf(index === 0), saveTo })).isError).toBe(false);
        return saved(saveTo);
      }),
    );
    expect(alone[0]?.equals(alone[1] ?? Buffer.of())).toBe(false);
    for (let round = 0; round < 10; round++) {
      const saveTo = `${tool}-${round}.${ending}`;
      const answers = await Promise.all(
        servers.map((server, index) => called(server, tool, { ...argsOf(index === 0), saveTo })),
      );
      const [winner = -1, ...others] = answers.flatMap(({ isError }, index) => (isError ? [] : [index]));
      expect(others).toEqual([]);
      const refused = answers.find(({ isError }) => isError)?.text;
      expect(refused).toMatch(/^FILE_REFUSED: .* exists already and is not overwritten/);
      expect(saved(saveTo).equals(alone[winner] ?? Buffer.of())).toBe(true);
    }
    expect(readdirSync(files).filter((name) => name.endsWith(".part"))).toEqual([]);
  },
);

test("each takes back what the other has changed, and both list all changes", async () => {
  const [first, second] = servers;
  const record = { Name: "Of both" };
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      called(index % 2 === 0 ? first : second, "createRecord", { object: "Account", record }),
    ),
  );
  const changes = made.map(({ text }) => String(JSON.parse(text).change));
  expect(new Set(changes).size).toBe(10);
  for (const server of servers) {
    const { text } = await called(server, "listChanges", { object: "Account", maxRecords: 50 });
    for (const change of changes) expect(text).toContain(change);
  }
  const undone = await Promise.all(
    changes.map((change, index) => called(index % 2 === 0 ? second : first, "undoChange", { change })),
  );
  for (const { text, isError } of undone) expect(isError, text).toBe(false);
});

test("both go on when their session ends, though each sign-in uses up the token of the other", async () => {
  const before = org.counters()["token.refresh_token"] ?? 0;
  for (let round = 0; round < 10; round++) {
    org.oauth.expireAll();
    const answers = await Promise.all(servers.map((server) => called(server, "getUserInfo", {})));
    for (const { text, isError } of answers) expect(isError, text).toBe(false);
  }
  expect((org.counters()["token.refresh_token"] ?? 0) - before).toBe(20);
});

test("the one audit file has a line for each call of either, whole", () => {
  const lines = readFileSync(audit, "utf8").trimEnd().split("\n");
  const outcomes = lines.map((line) => JSON.parse(line).outcome);
  expect(lines).toHaveLength(calls);
  expect(new Set(outcomes)).toEqual(new Set(["ok", "refused"]));
  expect(outcomes.filter((outcome) => outcome === "refused")).toHaveLength(30);
});
