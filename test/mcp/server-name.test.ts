import { afterAll, beforeAll, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { visible } from "../../src/mcp/answers/visible.ts";
import { type ConnectOptions, connect } from "../connect.ts";
import { configOf } from "../in-memory-server.ts";
import { runCommand } from "../run-command.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

const kinds: NonNullable<ConnectOptions["over"]>[] = [
  "memory",
  "streams",
  "stateless-streams",
  "legacy-streams",
];

test.each(kinds)("name, title and first line tell servers apart over %s", async (over) => {
  const settings = {
    SALESFORCE_SERVER_NAME: "salesforce-sandbox",
    SALESFORCE_SERVER_DESCRIPTION: "The sandbox of Müller & Co. for tests",
  };
  const { client, close } = await connect({ org, over, settings });
  expect(client.getServerVersion()).toMatchObject({
    name: "salesforce-sandbox",
    title: "The sandbox of Müller & Co. for tests",
  });
  expect(client.getInstructions()?.split("\n")[0]).toBe("The sandbox of Müller & Co. for tests");
  expect(client.getInstructions()?.length).toBeLessThanOrEqual(3_000);
  await close();
});

test("without them it is salesforce-rest-mcp, without a title", async () => {
  const { client, close } = await connect({ org, over: "streams" });
  expect(client.getServerVersion()?.name).toBe("salesforce-rest-mcp");
  expect(client.getServerVersion()).not.toHaveProperty("title");
  await close();
});

test.each([
  [
    { SALESFORCE_SERVER_NAME: "my server" },
    /SALESFORCE_SERVER_NAME is 'my server', but it takes up to 64 letters/,
  ],
  [
    { SALESFORCE_SERVER_DESCRIPTION: "a\nb" },
    /SALESFORCE_SERVER_DESCRIPTION .* takes one line of up to 200/s,
  ],
])("%j is refused", async (env, expected) => {
  const { code, stderr } = await runCommand([], { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(expected);
});

test.each([
  ["SALESFORCE_SERVER_NAME", "a".repeat(65)],
  ["SALESFORCE_SERVER_NAME", "a\n"],
  ["SALESFORCE_SERVER_NAME", "größe"],
  ["SALESFORCE_SERVER_NAME", "a\u200Bb"],
  ["SALESFORCE_SERVER_DESCRIPTION", "a".repeat(201)],
  ["SALESFORCE_SERVER_DESCRIPTION", "   "],
  ["SALESFORCE_SERVER_DESCRIPTION", "red \u001B[31m"],
  ["SALESFORCE_SERVER_DESCRIPTION", "\u202Edesrever"],
  ["SALESFORCE_SERVER_DESCRIPTION", "zero\u200Bwidth"],
  ["SALESFORCE_SERVER_DESCRIPTION", "line\u2028separator"],
  ["SALESFORCE_SERVER_DESCRIPTION", "filler \u3164"],
  ["SALESFORCE_SERVER_DESCRIPTION", "tag \u{E0041}"],
])("%s: %j is refused, and nothing of it steers the terminal", async (variable, text) => {
  expect(() => configOf({ [variable]: text })).toThrow(`${variable} is `);
  const { code, stderr } = await runCommand([], { env: { [variable]: text } });
  expect(code).toBe(2);
  expect(visible(stderr)).toBe(stderr);
});

test("an empty one is none", () => {
  const config = configOf({ SALESFORCE_SERVER_NAME: "", SALESFORCE_SERVER_DESCRIPTION: "" });
  expect(config).toMatchObject({ serverName: "salesforce-rest-mcp" });
  expect(config).not.toHaveProperty("serverDescription");
});
