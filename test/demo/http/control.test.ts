import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoOrg, startDemoOrg } from "../../../src/demo/org.ts";
import { ask } from "../../ask.ts";
import { Command } from "../../command.ts";
import { runCommand } from "../../run-command.ts";

let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
});

afterAll(() => org.close());

async function tokenWorks(): Promise<boolean> {
  const { SALESFORCE_ACCESS_TOKEN } = org.accessTokenSettings();
  const answer = await fetch(`${org.instanceUrl}/services/data/v66.0/limits`, {
    headers: { authorization: `Bearer ${SALESFORCE_ACCESS_TOKEN}` },
  });
  return answer.ok;
}

describe("the control paths", () => {
  const key = () => ({ "x-demo-control-key": org.controlKey });
  test.each<[string, string, () => Record<string, string>, string]>([
    ["an image of a web page", "GET", () => ({ "sec-fetch-site": "cross-site" }), "Not for web pages"],
    [
      "a form of a web page, which knows the key",
      "POST",
      () => ({ ...key(), origin: "https://evil.example" }),
      "Not for web pages",
    ],
    ["a page of this machine", "POST", () => ({ ...key(), origin: org.instanceUrl }), "Not for web pages"],
    [
      "a page whose name points at this machine",
      "POST",
      () => ({ ...key(), host: "evil.example" }),
      "Ask at 127.0.0.1",
    ],
    [
      "a host that begins like ours",
      "POST",
      () => ({ ...key(), host: "127.0.0.1.evil.example:80" }),
      "Ask at 127.0.0.1",
    ],
    ["a program without the key", "POST", () => ({}), "SALESFORCE_DEMO_CONTROL_KEY"],
    [
      "a program with another key",
      "POST",
      () => ({ "x-demo-control-key": org.controlKey.toLowerCase() }),
      "SALESFORCE_DEMO_CONTROL_KEY",
    ],
    ["an address that is only opened", "GET", key, "Ask by POST"],
  ])("turn away %s", async (_, method, headers, reason) => {
    for (const action of ["expire-tokens", "revoke-refresh-tokens", "counters", "nonsense"]) {
      const { status, text } = await ask(`${org.instanceUrl}/__demo/${action}`, method, headers());
      expect({ status, text }).toEqual({ status: 403, text: expect.stringContaining(reason) });
    }
    expect(org.counters()).not.toHaveProperty("token");
    expect(await tokenWorks()).toBe(true);
  });

  test("let in whoever has the key of the first line", async () => {
    const command = new Command(["demo-org"]);
    const line = JSON.parse(await command.says(/^(\{.*\})$/m));
    const url = `${line.SALESFORCE_LOGIN_URL}/__demo/counters`;
    const headers = { "x-demo-control-key": line.SALESFORCE_DEMO_CONTROL_KEY };
    expect(await ask(url, "POST", headers)).toMatchObject({ status: 200, text: "{}" });
    expect(
      (await ask(url, "POST", { ...headers, host: new URL(url).host.replace("127.0.0.1", "localhost") }))
        .status,
    ).toBe(200);
    command.child.kill();
    await command.ended;
  });

  test("their key is no misspelt setting of the server", async () => {
    const env = { ...org.settings, SALESFORCE_DEMO_CONTROL_KEY: org.controlKey };
    expect(await runCommand(["call", "getUserInfo"], { env })).toMatchObject({ code: 0, stderr: "" });
  });
});
