import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settingNames, variableOf } from "../../src/config/config.ts";
import { type DemoOrg, startDemoOrg } from "../../src/demo/org.ts";
import { runProgram } from "../command.ts";
import { root } from "../generated-file.ts";
import { configOf } from "../in-memory-server.ts";
import { temporaryFolder } from "../own-folder.ts";
import { readPage } from "./markdown.ts";

/* What docs/gateways.md gives to an orchestrator that no test can start: read, and held against what the program takes. */

interface Service {
  command: string[];
  environment: Record<string, string>;
  volumes: string[];
  secrets: string[];
  read_only: boolean;
}

interface Probe {
  exec?: { command: string[] };
  periodSeconds?: number;
  timeoutSeconds?: number;
}

interface Container {
  args: string[];
  ports: { containerPort: number }[];
  env: { name: string; value: unknown }[];
  securityContext: Record<string, unknown>;
  resources: { limits: Record<string, string> };
  livenessProbe: { httpGet: { path: string; port: number } };
  readinessProbe: Probe;
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

interface Deployment {
  kind: string;
  spec: {
    selector: { matchLabels: object };
    template: {
      metadata: { labels: object };
      spec: {
        securityContext: Record<string, unknown>;
        containers: Container[];
        volumes: { name: string; secret?: { secretName: string; defaultMode: number } }[];
      };
    };
  };
}

const page = readPage("docs/gateways.md");
const [composeText = "", deploymentText = ""] = page.blocks.flatMap(({ language, text }) =>
  language === "yaml" ? [text] : [],
);
const compose: { services: Record<string, Service>; volumes: object; secrets: object } = parse(composeText, {
  merge: true,
});
const deployment: Deployment = parse(deploymentText);
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
if (container === undefined) throw new Error("the deployment has no container");

/** Settings of a place: what it is given, and where it may read and write. */
interface Place {
  name: string;
  env: Record<string, unknown>;
  command: string[];
  writable: string[];
  secrets: string[];
}

const places: Place[] = [
  ...Object.entries(compose.services).map(([name, service]) => ({
    name,
    env: service.environment,
    command: service.command,
    writable: service.volumes.map((volume) => volume.split(":")[1] ?? ""),
    secrets: service.secrets.map((secret) => `/run/secrets/${secret}`),
  })),
  {
    name: "deployment",
    env: Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
    command: container.args,
    writable: container.volumeMounts.flatMap(({ mountPath, readOnly }) => (readOnly ? [] : [mountPath])),
    secrets: ["/secrets/private-key", "/secrets/passphrase"],
  },
];

const home = temporaryFolder();
let org: DemoOrg;

beforeAll(async () => {
  org = await startDemoOrg();
  const cipher = { cipher: "aes-256-cbc", passphrase: "secret" };
  const key = createPrivateKey(org.oauth.privateKey()).export({ type: "pkcs8", format: "pem", ...cipher });
  for (const { secrets, writable } of places) {
    for (const path of secrets) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      // Secrets are mounted for the group of whoever reads them.
      await writeFile(join(home, path), path.includes("key") ? key : "secret\n", { mode: 0o440 });
    }
    for (const path of writable) await mkdir(join(home, path), { recursive: true });
  }
});

afterAll(() => org.close());

/** With every place of the container in a folder of this machine. */
function moved(env: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(env).map(([name, value]) => {
    const text = String(value);
    return [name, text.startsWith("/") ? join(home, text) : text];
  });
  return Object.fromEntries(texts);
}

describe.each(places)("$name", ({ env, command, writable, secrets }) => {
  test("sets what there is, each to a text that it takes", () => {
    const known = new Set<string>(settingNames.map(variableOf));
    const names = Object.keys(env);
    expect(names.filter((name) => !known.has(name) && name !== "XDG_STATE_HOME")).toEqual([]);
    // Orchestrators refuse or change what is no text.
    for (const [name, value] of Object.entries(env)) expect(typeof value, name).toBe("string");
    const config = configOf(moved(env));
    expect(config.ignored).toEqual([]);
    expect(config).toMatchObject({ privateKeyPassphrase: "secret", undo: "keep", logLevel: "info" });
    expect(config.readOnly || config.confirm === "destructive").toBe(true);
  });

  test("reads its secrets where they are mounted, and writes where it may", () => {
    const paths = Object.entries(env).filter(([, value]) => String(value).startsWith("/"));
    for (const [name, value] of paths) {
      const allowed = name.endsWith("_FILE") ? secrets : writable;
      expect(
        allowed.some((place) => `${String(value)}/`.startsWith(`${place}/`)),
        name,
      ).toBe(true);
    }
  });

  test("signs in, with another org's app and user in place of the example's", async () => {
    const { SALESFORCE_PRIVATE_KEY: _, ...app } = org.jwtSettings();
    const { code, stdout } = await runProgram(["doctor", "--json"], { env: { ...moved(env), ...app } });
    expect(code, stdout).toBe(0);
  });

  test("starts the image's program behind a gateway of the recipes", () => {
    const image = readFileSync(join(root, "Dockerfile"), "utf8");
    const [, folder = ""] = /[\s\S]*^WORKDIR (\S+)$/m.exec(image) ?? [];
    const words: string[] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(image)?.[1] ?? "[]");
    expect(command.join(" ")).toMatch(/^(?:mcp-proxy|supergateway) /);
    expect(command.join(" ").endsWith(words.join(" ").replace("dist/", `${folder}/dist/`))).toBe(true);
  });
});

test("the services of Compose need nothing that is not there", () => {
  for (const service of Object.values(compose.services)) {
    expect(service.read_only).toBe(true);
    for (const volume of service.volumes) expect(compose.volumes).toHaveProperty(volume.split(":")[0] ?? "");
    for (const secret of service.secrets) expect(compose.secrets).toHaveProperty(secret);
  }
});

test("the deployment's parts fit together, without root and with nothing writable but what is mounted", () => {
  const { selector, template } = deployment.spec;
  expect(deployment.kind).toBe("Deployment");
  expect(template.metadata.labels).toEqual(selector.matchLabels);
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
  expect(container.securityContext).toMatchObject({
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  });
  expect(container.resources.limits).toHaveProperty("memory");
  const volumes = pod.volumes.map(({ name }) => name);
  expect(container.volumeMounts.map(({ name }) => name)).toEqual(volumes);
  expect(pod.volumes.find(({ secret }) => secret)?.secret?.defaultMode).toBe(0o440);
  const port = container.livenessProbe.httpGet.port;
  expect(container.ports).toEqual([{ containerPort: port }]);
  expect(container.args).toEqual(
    expect.arrayContaining([String(port), container.livenessProbe.httpGet.path]),
  );
});

test("the probe that signs in is asked as seldom as the page says, and has the time that it needs", async () => {
  const { exec, periodSeconds = 0, timeoutSeconds = 0 } = container.readinessProbe;
  expect(exec?.command.join(" ")).toBe(`${container.args.at(-1)} doctor --json`);
  expect(timeoutSeconds).toBeGreaterThan(configOf({}).timeoutSeconds);
  org.resetCounters();
  const { code } = await runProgram(["doctor", "--json"], { env: org.settings });
  const { api = 0, token } = org.counters();
  const times = (24 * 3_600) / periodSeconds;
  expect({ code, token, times }).toEqual({ code: 0, token: 1, times: 144 });
  expect(page.text).toContain(`takes ${api} of the org's daily API requests`);
  expect(page.text).toContain(`(${times} sign-ins and ${times * api} requests a day)`);
});
