import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import { instructionsFor } from "../src/mcp/instructions.ts";
import { listedTool } from "../src/mcp/tool-list/listed-tools.ts";
import { offeredTools } from "../src/mcp/tool-list/offered-tools.ts";
import { toolsets } from "../src/tools/index.ts";
import { allToolsets } from "./all-toolsets.ts";
import { configOf } from "./in-memory-server.ts";

const config = configOf({});
const tools = [...offeredTools(allToolsets, config)].map(([name, tool]) => ({
  tool,
  listed: listedTool(name, tool, config),
}));

interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  maximum?: number;
  $schema?: string;
}

describe.each(tools.map(({ listed, tool }) => [listed.name, listed, tool] as const))(
  "%s",
  (name, listed, tool) => {
    // The list's schema, as the tests look at it.
    const schema = listed.inputSchema as Schema;

    test("is described for a model", () => {
      expect(listed.title).toMatch(/^[A-Z]/);
      expect(listed.description.split(/(?<=\.)\s/)[0]).toContain("Salesforce");
      expect(Object.keys(listed.annotations).sort()).toEqual([
        "destructiveHint",
        "idempotentHint",
        "openWorldHint",
        "readOnlyHint",
      ]);
    });

    test("describes and bounds every argument", () => {
      expect(schema.$schema).toBeUndefined();
      expect(schema.anyOf ?? schema.oneOf).toBeUndefined();
      expect(schema.additionalProperties).toBe(false);
      for (const [argument, { description, type, maximum }] of Object.entries(schema.properties ?? {})) {
        expect(description, argument).toBeTruthy();
        if (type === "integer") expect(maximum, argument).toBeLessThanOrEqual(100_000);
      }
    });

    test("has a test", () => {
      const folder = join(import.meta.dirname, "tools");
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
        file.endsWith(".ts"),
      );
      const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
      expect(texts.some((text) => text.includes(`"${name}"`))).toBe(true);
    });

    test("reads only when it says so", () => {
      expect(listed.annotations.readOnlyHint).toBe(tool.effect === "read");
    });
  },
);

test("tools/list fits its budget of tokens", () => {
  expect(encode(JSON.stringify({ tools: tools.map(({ listed }) => listed) })).length).toBeLessThanOrEqual(
    9_000,
  );
});

test("the instructions are short", () => {
  const names = Array.from({ length: 500 }, (_, index) => `Object_${index}__c`);
  const lists = { allowedObjects: ["Account", ...names], deniedObjects: names };
  const text = instructionsFor({ ...config, ...lists, readOnly: true, production: true, demo: true });
  expect(text.length).toBeLessThanOrEqual(3_000);
  expect(text).toContain("Only these objects may be touched, on any way: Account, Object_0__c");
  expect(instructionsFor(config)).toContain("createRecord");
  // What is not offered is not spoken of.
  expect(text).not.toContain("createRecord");
});

test("read-only mode offers no tool that writes", () => {
  const readOnly = { ...config, readOnly: true };
  for (const [name, tool] of offeredTools(allToolsets, readOnly))
    expect(listedTool(name, tool, readOnly).annotations.readOnlyHint).toBe(true);
});

test("each toolset has the tools that its list names, in that order", () => {
  const listed = Object.entries(toolsets).map(([name, { names }]) => [name, [...names]]);
  expect(listed).toEqual(Object.entries(allToolsets).map(([name, { tools }]) => [name, Object.keys(tools)]));
});

test("toolsets and tools narrow what is offered; either names a tool", () => {
  const names = [
    ...offeredTools(allToolsets, { ...config, toolsets: ["records"], tools: ["executeQuery"] }).keys(),
  ];
  expect(names).toEqual([
    "createRecord",
    "getRecord",
    "updateRecord",
    "upsertRecord",
    "deleteRecord",
    "executeQuery",
  ]);
});
