import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { root } from "../generated-file.ts";
import { notOnWindows } from "../left-out.ts";
import { run } from "./run.ts";

const read = (file: string) => readFileSync(join(root, file), "utf8");

/** A YAML file that holds to the language: no errors, no key twice. */
function yamlOf<T>(file: string): T {
  const document = parseDocument(read(file), { prettyErrors: true, strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings].map(String)).toEqual([]);
  // The tests below look at what they expect, and fail where it is not there.
  return document.toJS() as T;
}

interface Step {
  uses?: string;
  run?: string;
  name?: string;
  env?: Record<string, string>;
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<
    string,
    {
      "timeout-minutes": number;
      permissions?: Record<string, string>;
      strategy?: { matrix: { os: string[]; node: number[] } };
      steps: Step[];
    }
  >;
}

const workflows = ["ci.yml", "release.yml"].map((name) => ({
  name,
  workflow: yamlOf<Workflow>(`.github/workflows/${name}`),
}));
const [ci, release] = workflows.map(({ workflow }) => workflow);

function stepsOf(workflow: Workflow | undefined): Step[] {
  return Object.values(workflow?.jobs ?? {}).flatMap(({ steps }) => steps);
}

describe.each(workflows)("the workflow $name", ({ workflow }) => {
  test("names every action by its version, and gives no more rights than it needs", () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(1);
    for (const action of actions) expect(action).toMatch(/^actions\/[\w-]+@v\d+\.\d+\.\d+$/);
    expect(workflow.permissions).toEqual({ contents: "read" });
  });

  test("ends by itself, and runs scripts that are there", () => {
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(30);
    const scripts = stepsOf(workflow).flatMap((step) => /^npm run ([\w:]+)$/.exec(step.run ?? "")?.[1] ?? []);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(Object.keys(manifest.scripts)).toContain(script);
  });

  test("puts nothing of an event into a shell's text", () => {
    for (const { run: text = "" } of stepsOf(workflow)) expect(text).not.toContain("${{");
  });
});

test("ci takes the steps of .ci/run, on three systems with three versions of Node", () => {
  const wanted = read(".ci/run").match(/^npm .+$/gm);
  const steps = stepsOf(ci).flatMap((step) => step.run ?? []);
  expect([...new Set(steps)].sort()).toEqual([...new Set(wanted)].sort());
  expect(steps).toEqual(expect.arrayContaining(["npm test", "npm run test:slow"]));
  expect(ci?.jobs["test"]?.strategy?.matrix).toEqual({
    os: ["ubuntu-latest", "macos-latest", "windows-latest"],
    node: [20, 22, 24],
  });
});

test("a release is tested before it is published, and its bundle is the one that is made", () => {
  const texts = stepsOf(release).flatMap((step) => step.run ?? []);
  const at = (text: string) => texts.findIndex((step) => step.includes(text));
  const steps = ["npm ci", "npm test", "npm run test:slow", "npm run check", "npm publish --provenance"];
  const order = [...steps, "npm run bundle"].map(at);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  const file = /\[file = "([^"]+)"/.exec(read("bundle.mjs"))?.[1];
  expect(texts[at("gh release create")]).toContain(` ${file} `);
  expect(release?.on).toEqual({ push: { tags: ["v*"] } });
});

test("a tag that is not the version stops the release", notOnWindows, async () => {
  const step = stepsOf(release).find(({ env, run: text }) => env?.["TAG"] && text?.startsWith("test "));
  const tagged = async (TAG: string) => (await run("bash", ["-ec", step?.run ?? ""], { TAG }, root)).code;
  expect(await tagged(`v${manifest.version}`)).toBe(0);
  expect(await tagged("v0.0.1-other")).toBe(1);
});

interface IssueForm {
  name: string;
  description: string;
  body: { type: string; id?: string; attributes: { label?: string; value?: string } }[];
}

const forms = readdirSync(join(root, ".github/ISSUE_TEMPLATE")).filter((name) => name !== "config.yml");

test.each(forms)("the form %s has what GitHub asks for", (name) => {
  const form = yamlOf<IssueForm>(`.github/ISSUE_TEMPLATE/${name}`);
  expect(form.name).toMatch(/^[A-Z]/);
  expect(form.description).toMatch(/^[A-Z]/);
  const ids = form.body.flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, id, attributes } of form.body) {
    expect(["markdown", "textarea", "input", "dropdown", "checkboxes"]).toContain(type);
    expect(type === "markdown" ? attributes.value : id && attributes.label).toBeTruthy();
  }
});

test("the changelog keeps its form, and has a part for this version", () => {
  const text = read("CHANGELOG.md");
  const versions = [...text.matchAll(/^## \[([^\]]+)\]/gm)].map(([, version]) => version);
  expect(versions[0]).toBe("Unreleased");
  expect(versions).toContain(manifest.version);
  const kinds = [...text.matchAll(/^### (.+)$/gm)].map(([, kind]) => kind);
  const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
  expect(kinds.filter((kind) => !known.includes(kind ?? ""))).toEqual([]);
});
