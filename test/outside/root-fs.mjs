// The root file system of the Dockerfile's image, made by hand, and the program as a container engine would start it:
// PID 1 of its own namespace, without root, everything read-only but what is mounted.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { assert, emptyFolder, program } from "./server.mjs";

const project = join(dirname(program), "..");
/** The user `node` of Node's image. */
const user = 1_000;
const node = "/usr/local/bin/node";
const devices = ["/dev/null", "/dev/urandom"];

/** Why none can be started here; undefined where it can. */
export function whyNot() {
  const trial = process.platform === "linux" && spawnSync("unshare", ["--mount", "--pid", "--fork", "true"]);
  return trial && trial.status === 0 ? undefined : "it needs Linux and the right to unshare mounts (root)";
}

/** The libraries that the binary is linked to. */
function librariesOf(binary) {
  return [...execFileSync("ldd", [binary], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g)].map(
    ([, path]) => path,
  );
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
}

/** A folder with what the image holds: Node with its libraries, its user, the built program with its dependencies. */
export function rootFileSystem() {
  const root = emptyFolder();
  chmodSync(root, 0o755);
  copy(process.execPath, join(root, node));
  for (const library of librariesOf(process.execPath)) copy(library, join(root, library));
  const { dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  const parts = Object.keys(dependencies).map((name) => join("node_modules", name));
  for (const part of ["package.json", "dist", ...parts]) copy(join(project, part), join(root, "app", part));
  for (const folder of ["proc", "dev", "etc"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "etc/passwd"), `node:x:${user}:${user}::/home/node:/bin/sh\n`);
  for (const device of devices) writeFileSync(join(root, device), "");
  return root;
}

/** A folder for a volume that the program's user may write. */
export function volume() {
  const folder = emptyFolder();
  chownSync(folder, user, user);
  return folder;
}

/** A folder of secrets that this user alone may read. */
export function secrets(texts) {
  const folder = volume();
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(folder, name), text, { mode: 0o400 });
    chownSync(join(folder, name), user, user);
  }
  return folder;
}

const quoted = (text) => `'${text}'`;

/**
 * How to start the image's entry: `volumes` by the place where each is mounted, `readOnly` ones among them.
 * The shell becomes the program, which so is the first process of its namespace.
 */
export function container(root, { volumes = {}, readOnly = [], args = [] } = {}) {
  const image = readFileSync(join(project, "Dockerfile"), "utf8");
  const [entry, ...words] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(image)[1]);
  assert(entry === "node", `the image starts ${entry}`);
  for (const place of Object.keys(volumes)) mkdirSync(join(root, place), { recursive: true });
  const bind = (from, to) => `mount --bind ${quoted(from)} ${quoted(join(root, to))}`;
  const script = [
    "set -e",
    ...[...image.matchAll(/^ENV (.+)$/gm)].map(([, variable]) => `export ${variable}`),
    bind(root, "/"),
    `mount -t proc proc ${quoted(join(root, "proc"))}`,
    ...devices.map((device) => bind(device, device)),
    ...Object.entries(volumes).map(([place, folder]) => bind(folder, place)),
    ...["/", ...readOnly].map((place) => `mount -o remount,bind,ro ${quoted(join(root, place))}`),
    `exec unshare --root=${quoted(root)} --wd=/app --setgid=${user} --setuid=${user} -- ${node} "$@"`,
  ].join("\n");
  const own = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];
  return { command: "unshare", args: [...own, "sh", "-c", script, "sh", ...words, ...args] };
}

/** The number that this machine gives to the first process of a container that `unshare` of this number has started. */
export function firstProcess(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));
}
