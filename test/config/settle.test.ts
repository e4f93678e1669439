import fc from "fast-check";
import { expect, test } from "vitest";
import { type SettingName, settingNames, settings, variableOf } from "../../src/config/config.ts";
import { settle } from "../../src/config/precedence.ts";
import { objectLists } from "../../src/guard/object-lists.ts";
import { knownNames } from "../../src/tools/names.ts";
import { ownFolder } from "../own-folder.ts";

const signIn = settingNames.filter((name) => "signIn" in settings[name]);

/** Any settings of these names, each a word that tells its source. */
function textsOf(names: readonly SettingName[], source: string) {
  return fc
    .subarray([...names])
    .map((chosen) => Object.fromEntries(chosen.map((name) => [variableOf(name), `${source}-${name}`])));
}

test("sign-in settings come from one source, whichever say something", () => {
  const sources = fc.record({
    flags: textsOf(["profile"], "flag"),
    env: textsOf(signIn, "env"),
    dotenv: textsOf(signIn, "file"),
    envFile: fc.boolean(),
  });
  fc.assert(
    fc.property(sources, ({ flags, env, dotenv, envFile }) => {
      const { given } = settle({ flags, env: { ...ownFolder, ...env }, dotenv, envFile });
      const origins = new Set(
        [...given].filter(([name]) => signIn.includes(name)).map(([, { from }]) => from),
      );
      const fromFile = origins.has(".env") || origins.has("--env-file");
      expect(fromFile && (origins.has("environment") || origins.has("command line"))).toBe(false);
      if (!envFile && Object.keys({ ...flags, ...env }).length > 0) expect(fromFile).toBe(false);
    }),
  );
});

test("what an untrusted file does not count is said by name, and never its text", () => {
  fc.assert(
    fc.property(textsOf(signIn, "file"), (dotenv) => {
      const env = { ...ownFolder, SALESFORCE_CLIENT_ID: "mine" };
      const { ignored } = settle({ flags: {}, env, dotenv });
      const said = ignored.join("\n");
      for (const [variable, text] of Object.entries(dotenv)) {
        expect(said).toContain(variable);
        expect(said).not.toContain(text);
      }
    }),
  );
});

const names = fc.constantFrom("Account", "Contact", "Invoice__c", "Inv*", "A*", "*", "Case", "invoice__C");
const list = fc.array(names, { minLength: 1, maxLength: 4 }).map((all) => all.join(","));
const objects = ["Account", "Asset", "Contact", "Invoice__c", "Inventory__c", "Case", "Lead"];

test("beside another sign-in, object lists of a file let through only what both let through", () => {
  const lists = fc.record({
    allowed: fc.option(list, { nil: undefined }),
    denied: fc.option(list, { nil: undefined }),
  });
  const listsOf = (texts: { allowed?: string | undefined; denied?: string | undefined }) =>
    objectLists(texts.allowed?.split(","), texts.denied?.split(","));
  const variables = ({ allowed, denied }: { allowed?: string | undefined; denied?: string | undefined }) => ({
    SALESFORCE_ALLOWED_OBJECTS: allowed,
    SALESFORCE_DENIED_OBJECTS: denied,
  });
  fc.assert(
    fc.property(lists, lists, (mine, theirs) => {
      const problems: string[] = [];
      const env = { ...ownFolder, SALESFORCE_CLIENT_ID: "mine", ...variables(mine) };
      const { given } = settle({ flags: {}, env, dotenv: variables(theirs) }, problems);
      if (problems.length > 0) return;
      const result = listsOf({
        allowed: given.get("allowedObjects")?.text,
        denied: given.get("deniedObjects")?.text,
      });
      for (const object of objects)
        expect(result.refusal(object) === undefined, object).toBe(
          [mine, theirs].every((texts) => listsOf(texts).refusal(object) === undefined),
        );
    }),
    { numRuns: 500 },
  );
});

test("beside another sign-in, a file offers no tool that is not offered without it", () => {
  const some = (all: readonly string[]) =>
    fc.option(
      fc.subarray([...all], { minLength: 1 }).map((chosen) => chosen.join(",")),
      { nil: undefined },
    );
  const offer = fc.record({ toolsets: some(knownNames.toolsets), tools: some(knownNames.tools) });
  type Offer = { toolsets?: string | undefined; tools?: string | undefined };
  const offered = ({ toolsets, tools }: Offer) =>
    knownNames.tools.filter(
      (tool) =>
        (toolsets ?? tools) === undefined ||
        tools?.split(",").includes(tool) ||
        toolsets?.split(",").some((toolset) => knownNames.toolsOf(toolset).includes(tool)),
    );
  fc.assert(
    fc.property(offer, offer, (mine, theirs) => {
      const problems: string[] = [];
      const variables = ({ toolsets, tools }: Offer) => ({
        SALESFORCE_TOOLSETS: toolsets,
        SALESFORCE_TOOLS: tools,
      });
      const env = { ...ownFolder, SALESFORCE_CLIENT_ID: "mine", ...variables(mine) };
      const { given } = settle({ flags: {}, env, dotenv: variables(theirs), known: knownNames }, problems);
      const both = offered(mine).filter((tool) => offered(theirs).includes(tool));
      if (problems.length > 0) {
        expect(both).toEqual([]);
        return;
      }
      const result = { toolsets: given.get("toolsets")?.text, tools: given.get("tools")?.text };
      expect(offered(result)).toEqual(both);
    }),
  );
});
