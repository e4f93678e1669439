import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonConfig } from "../../../src/commands/setup/json-config.ts";

const lenient = jsonConfig({ plain: false });
const plain = jsonConfig({ plain: true });
const entry = { command: "npx", args: ["-y", "salesforce-rest-mcp"] };

function added(text: string, config = lenient): string {
  return config.withServer(text, { serversKey: "mcpServers", name: "salesforce", entry, inputs: [] });
}

test.each([
  ["nothing", "", "{"],
  ["an empty object", "{}", "{"],
  ["a comment alone", "// mine\n", "// mine"],
  ["a comment after the last server", '{"mcpServers": {\n  "a": {} // of a\n}}', '"a": {}, // of a\n'],
  ["a comment block there", '{"mcpServers": {\n  "a": {}, /* of a */\n}}', '"a": {}, /* of a */\n'],
  ["a comment after the last key", '{\n  "z": 1 // of z\n}\n', '"z": 1, // of z\n'],
])("a text with %s gets the entry and keeps the rest", (_, text, kept) => {
  const result = added(text);
  expect(lenient.servers(result, "mcpServers")["salesforce"]).toEqual(entry);
  expect(result).toContain(kept);
  expect(added(result)).toBe(result);
});

test("an entry is changed by the smallest edits", () => {
  const before = `{
  "mcpServers": {
    "salesforce": {
      "command": "node", // was a clone
      /* the package */ "args": [
        "-y", // without asking
        "salesforce-rest-mcp"
      ],
      "env": {"SALESFORCE_PROFILE": "work"}
    }
  }
}`;
  expect(added(before)).toBe(`{
  "mcpServers": {
    "salesforce": {
      "command": "npx", // was a clone
      /* the package */ "args": [
        "-y", // without asking
        "salesforce-rest-mcp"
      ]
    }
  }
}`);
});

test("inputs that are there are not added again", () => {
  const secret = { type: "promptString", id: "secret", description: "x", password: true } as const;
  const addition = { serversKey: "servers", name: "salesforce", entry, inputs: [secret] };
  const other = '{\n\t"inputs": [\n\t\t{ "id": "other" } // mine\n\t]\n}';
  const once = lenient.withServer(other, addition);
  expect(JSON.parse(once.replace("// mine", "")).inputs).toEqual([{ id: "other" }, secret]);
  expect(lenient.withServer(once, addition)).toBe(once);
});

test.each([
  ["[]", "it holds a JSON array, not an object"],
  ["null", "it holds a JSON null, not an object"],
  ['{"mcpServers":[]}', "its `mcpServers` is not an object"],
  ['{"mcpServers":{},"mcpServers":{"a":{}}}', "is a key there twice?"],
  ['{"mcpServers":{"a":{}},}', "not valid JSON at line 1, column 24: property name expected"],
  ['{\r\n "a": 1\r\n "b": 2}', "not valid JSON at line 3, column 2: comma expected"],
  ['{"a": 1', "not valid JSON at line 1, column 8: close brace expected"],
])("%j is refused", (text, expected) => {
  expect(() => added(text, plain)).toThrow(expected);
});

test("any other content stays, whatever it is", () => {
  // A parser that assigns its keys cannot hold this one, so such a file is left alone.
  const key = fc.string().filter((name) => name !== "__proto__");
  const value = fc.jsonValue().filter((json) => !JSON.stringify(json).includes('"__proto__"'));
  const servers = fc.dictionary(
    key.filter((name) => name !== "salesforce"),
    value,
  );
  const others = fc.dictionary(
    key.filter((name) => name !== "mcpServers"),
    value,
  );
  const indent = fc.constantFrom(undefined, 2, 4, "\t");
  const lineEnd = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(servers, others, indent, lineEnd, (mcpServers, other, space, end) => {
      const config = JSON.parse(JSON.stringify({ ...other, mcpServers }));
      const result = added(JSON.stringify(config, null, space).replaceAll("\n", end), plain);
      expect(JSON.parse(result)).toEqual({
        ...config,
        mcpServers: { ...config.mcpServers, salesforce: entry },
      });
      if (space !== undefined && end === "\r\n") expect(result.replaceAll("\r\n", "")).not.toContain("\n");
      expect(added(result, plain)).toBe(result);
    }),
    { numRuns: 200 },
  );
});
