import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import bundleManifest from "../mcpb/manifest.json" with { type: "json" };
import manifest from "../package.json" with { type: "json" };
import { type Setting, settings, variableOf } from "../src/config/config.ts";
import { allToolsets } from "./all-toolsets.ts";
import { holdsJson, root } from "./generated-file.ts";

const entries = Object.entries(settings) as [keyof typeof settings, Setting][];

describe("the registry's server.json", () => {
  const description =
    "Salesforce's REST APIs as tools: SOQL, records, bulk, metadata, reports; with a demo org";
  const environmentVariables = entries.map(([name, { description, default: fallback, secret }]) => ({
    name: variableOf(name),
    description,
    ...(fallback !== undefined && { default: fallback }),
    ...(secret && { isSecret: true }),
  }));

  test("equals the definitions", () => {
    holdsJson("server.json", () => ({
      $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
      name: manifest.mcpName,
      title: bundleManifest.display_name,
      description,
      version: manifest.version,
      packages: [
        {
          registryType: "npm",
          identifier: manifest.name,
          version: manifest.version,
          runtimeHint: "npx",
          transport: { type: "stdio" },
          environmentVariables,
        },
      ],
    }));
  });

  test("keeps the registry's limits", () => {
    expect(manifest.mcpName).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(description.length).toBeLessThanOrEqual(100);
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

// packages.slow.test.ts packs, installs and starts both packages.
describe("the bundle for Claude Desktop", () => {
  test("has a manifest that equals the definitions", () => {
    const tools = Object.values(allToolsets).flatMap((toolset) =>
      Object.entries(toolset.tools).map(([name, { title }]) => ({ name, description: title })),
    );
    holdsJson("mcpb/manifest.json", (current) => ({
      ...current,
      manifest_version: "0.4",
      name: manifest.name,
      version: manifest.version,
      license: manifest.license,
      tools,
    }));
  });

  test("hides what is secret, and every field reaches a setting of its name", () => {
    const secrets = entries.filter(([, { secret }]) => secret).map(([name]) => variableOf(name));
    const fields = Object.entries(bundleManifest.user_config).map(([field, { type, ...more }]) => {
      const variable = `SALESFORCE_${field.toUpperCase()}`;
      const sensitive = "sensitive" in more && more.sensitive === true;
      expect({ variable, sensitive }).toEqual({ variable, sensitive: secrets.includes(variable) });
      // A field without a default that is left empty arrives as its placeholder.
      expect("default" in more || ["file", "directory"].includes(type)).toBe(true);
      return [variable, `\${user_config.${field}}`];
    });
    expect(bundleManifest.server.mcp_config.env).toEqual(Object.fromEntries(fields));
    const known = entries.map(([name]) => variableOf(name));
    for (const [variable] of fields) expect(known).toContain(variable);
  });
});

/** What the built program is made of: each module with the bytes that are left of it. */
async function bundledModules() {
  const metafile: { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> } =
    JSON.parse(await readFile(join(root, "dist/metafile.json"), "utf8"));
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
}

describe("what a start has to load", () => {
  test("has no file that only passes on what another one has", async () => {
    const folder = join(root, "dist/chunks");
    const chunks = await readdir(folder);
    const texts = await Promise.all(chunks.map((chunk) => readFile(join(folder, chunk), "utf8")));
    expect(texts.filter((text) => /^export\{[^}]*\}from"[^"]+";?\s*$/.test(text))).toEqual([]);
    const imported = texts.flatMap((text) => [...text.matchAll(/(?:from"|import\(`)\.\/([^"`]+)["`]/g)]);
    expect(imported.length).toBeGreaterThan(chunks.length);
    expect(imported.map(([, chunk]) => chunk).filter((chunk = "") => !chunks.includes(chunk))).toEqual([]);
  });

  test("has few of the SDK's schemas", async () => {
    const schemas = (await bundledModules()).filter(([path]) => /core\/dist\/schemas-/.test(path));
    expect(schemas).toHaveLength(1);
    for (const [, { bytesInOutput }] of schemas) expect(bytesInOutput).toBeLessThan(12_000);
  });
});

test("every bundled package is named with its licence", async () => {
  const notices = await readFile(join(root, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  const inputs = await bundledModules();
  const names = inputs.flatMap(([path, { bytesInOutput }]) => {
    const [, inside] = path.split("node_modules/");
    const [scope = "", name = ""] = inside?.split("/") ?? [];
    return inside && bytesInOutput > 0 ? [scope.startsWith("@") ? `${scope}/${name}` : scope] : [];
  });
  const bundled = [...new Set(names)];
  expect(bundled).toContain("undici");
  for (const name of bundled) {
    const { version, license } = JSON.parse(
      await readFile(join(root, "node_modules", name, "package.json"), "utf8"),
    );
    expect(notices).toContain(`\n${name} ${version} (${license})\n\n`);
  }
  expect(notices).not.toContain("No licence file");
});
