import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import marketplace from "../../.claude-plugin/marketplace.json" with { type: "json" };
import manifest from "../../package.json" with { type: "json" };
import plugin from "../../plugin/.claude-plugin/plugin.json" with { type: "json" };
import servers from "../../plugin/.mcp.json" with { type: "json" };
import { allToolsets } from "../all-toolsets.ts";
import { root } from "../generated-file.ts";

const tools: Record<string, { input: { shape: object } }> = Object.assign(
  {},
  ...Object.values(allToolsets).map((toolset) => toolset.tools),
);

test("the plugin for Claude Code starts this package, under its version", () => {
  expect(plugin.version).toBe(manifest.version);
  expect(servers.mcpServers.salesforce.args).toEqual(["-y", manifest.name]);
  const [listed] = marketplace.plugins;
  expect(listed?.name).toBe(plugin.name);
  expect(existsSync(join(root, listed?.source ?? "", ".claude-plugin/plugin.json"))).toBe(true);
});

test("its skill is one page, and speaks of tools and arguments that there are", () => {
  const text = readFileSync(join(root, "plugin/skills/salesforce/SKILL.md"), "utf8");
  const [, head = "", body = ""] = text.split(/^---$/m);
  const { name, description } = parse(head);
  expect(name).toBe("salesforce");
  expect(description.length).toBeLessThanOrEqual(1_024);
  expect(text.length).toBeLessThan(5_000);
  const named = [...body.matchAll(/`([a-z]+[A-Z]\w+)`/g)].map(([, word = ""]) => word);
  const argumentNames = new Set(Object.values(tools).flatMap(({ input }) => Object.keys(input.shape)));
  expect(named.length).toBeGreaterThan(15);
  expect(
    named.filter((word) => !(word in tools) && !argumentNames.has(word) && word !== "nextCursor"),
  ).toEqual([]);
  for (const [, tool = "", json = ""] of body.matchAll(/`([a-z]\w+) (\{.*?\})`/g))
    for (const argument of Object.keys(JSON.parse(json)))
      expect(tools[tool]?.input.shape).toHaveProperty(argument);
});
