import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, type Setting, settingNames, settings, variableOf } from "../../src/config/config.ts";
import { configOf } from "../in-memory-server.ts";
import { runCommand } from "../run-command.ts";

const host = "acme.my.salesforce.com";
const secret = "5Aep861.SECRET_9xQ";

function problemOf(variable: string, text: string): string {
  try {
    configOf({ [variable]: text });
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

/** Addresses with a secret wherever an address has room for one. */
const addresses = [
  `${host}/secur/frontdoor.jsp?sid=${secret}`,
  `${host}#${secret}`,
  `user:${secret}@${host}`,
  `https://user:${secret}@${host}`,
  `http://user:${secret}@${host}/x`,
  `https:/${host}?${secret}`,
  `htps://${secret}@${host}`,
  `https://${host}\\${secret}`,
  `https://a@b:${secret}@${host}`,
  `${host} ${secret}`,
];

test.each(addresses)("of %s the host alone is shown", (address) => {
  for (const variable of ["SALESFORCE_LOGIN_URL", "SALESFORCE_INSTANCE_URL", "SALESFORCE_JWT_AUDIENCE"]) {
    const problem = problemOf(variable, address);
    expect(problem).toContain(`${variable} is an address at ${host}, but it takes`);
    expect(problem).not.toContain(secret);
  }
});

test.each([
  secret,
  `${secret}/x`,
  `user:${secret}`,
  `user:a/${secret}@x`,
  `https://${secret}`,
  "eyJ.eyJ.a_b",
])("%s is no address at all, and shown as a value", (text) => {
  const problem = problemOf("SALESFORCE_INSTANCE_URL", text);
  if (problem !== "")
    expect(problem).toMatch(/^SALESFORCE_INSTANCE_URL is a text that is not shown here, but it takes/);
});

test("no setting's problem quotes a long secret that was put in its place, or any of an app or an address", () => {
  const text = fc.stringMatching(/^[A-Za-z0-9!_]{61,120}$/);
  const mixed = fc.tuple(
    fc.constantFrom("", "https://", "http://", "a:", "x@"),
    text,
    fc.constantFrom("", "/", "?a=1", " "),
  );
  fc.assert(
    fc.property(fc.constantFrom(...settingNames), mixed, (name, [before, long, after]) => {
      expect(problemOf(variableOf(name), before + long + after)).not.toContain(long);
    }),
    { numRuns: 500 },
  );
  for (const name of settingNames) {
    const { secret: isSecret, address, private: hidden }: Setting = settings[name];
    if (isSecret || address || hidden)
      expect(problemOf(variableOf(name), `"pass word"`)).not.toContain("pass word");
  }
});

test("the process ends with 2 and says no secret", async () => {
  const env = { SALESFORCE_INSTANCE_URL: addresses[0] ?? "", SALESFORCE_LOGIN_URL: addresses[2] ?? "" };
  const { code, stdout, stderr } = await runCommand([], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(host);
  expect(stderr).not.toContain(secret);
});
