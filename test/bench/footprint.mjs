// Memory after tools/list, the size of the package, and how many packages an installation has.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LineClient, megabytes, memoryOf, program, root, row } from "./measure.mjs";

/** Long enough for what is loaded behind the answer. */
const settledMilliseconds = 1_500;

async function memory() {
  const client = new LineClient([process.execPath, program], {});
  await client.initialize();
  await client.ask("tools/list");
  const answered = memoryOf(client.pid)?.now;
  await delay(settledMilliseconds);
  const settled = memoryOf(client.pid)?.now;
  client.close();
  if (answered === undefined || settled === undefined) return [];
  return [
    row("memory with the tools/list answer (RSS)", megabytes(answered), {
      value: Math.round(answered / 1e5) / 10,
      most: 52,
      unit: "MB",
    }),
    row("— once what calls need has been loaded behind it", megabytes(settled), {
      value: Math.round(settled / 1e5) / 10,
      most: 75,
      unit: "MB",
    }),
  ];
}

function installedPackages(folder) {
  return readdirSync(join(folder, "node_modules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .flatMap(({ name }) => (name.startsWith("@") ? readdirSync(join(folder, "node_modules", name)) : [name]))
    .length;
}

function packed() {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
    }),
  );
  const tarball = join(folder, filename);
  const { size } = statSync(tarball);
  writeFileSync(join(folder, "package.json"), "{}");
  execFileSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", tarball], {
    stdio: "ignore",
  });
  const count = installedPackages(folder);
  rmSync(folder, { recursive: true, force: true });
  return [
    row("packed tarball", megabytes(size), { value: Math.round(size / 1e4) / 100, most: 1.5, unit: "MB" }),
    row("packages when installed", String(count), { value: count, most: 5 }),
  ];
}

export async function footprint() {
  return [...(await memory()), ...packed()];
}
