// A server that is killed while its gateway lives, with a write under way: what is left of it for the next one.
import { readFileSync } from "node:fs";
import { connected, textOf } from "./http-client.mjs";
import { assert } from "./server.mjs";

const mostMilliseconds = 20_000;

/** What becomes of a promise: its error's text, `answered`, or `nothing` when it takes longer than anybody waits. */
function fateOf(promise) {
  const nothing = new Promise((resolve) => setTimeout(resolve, mostMilliseconds, "nothing"));
  const ended = promise.then(
    () => "answered",
    () => "an error",
  );
  return Promise.race([ended, nothing]);
}

/** A change that stands, and a write whose answer does not come; then every server of this gateway is killed. */
async function killedAmidst(server, { steer }) {
  const client = await connected(server.url);
  const { id } = JSON.parse(
    await textOf(client, "createRecord", { object: "Account", record: { Name: "Before" } }),
  );
  const { change } = JSON.parse(
    await textOf(client, "updateRecord", { object: "Account", id, record: { Name: "After" } }),
  );
  await steer("faults", { method: "PATCH", path: id, delay: 60_000 });
  const lost = fateOf(textOf(client, "updateRecord", { object: "Account", id, record: { Name: "Lost" } }));
  // The write waits at the org by then.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert(server.servers().length > 0, "no server runs while a call waits");
  for (const pid of server.servers()) process.kill(pid, "SIGKILL");
  const fate = await lost;
  await steer("clear-faults");
  await client.close().catch(() => undefined);
  return { id, change, fate };
}

/** Whether the gateway itself brings a server back, for a client that connects anew. */
async function comesBack({ url }) {
  const client = await connected(url).catch(() => undefined);
  if (client === undefined) return false;
  const text = await Promise.race([
    textOf(client, "getUserInfo", {}).catch(() => ""),
    new Promise((resolve) => setTimeout(resolve, 5_000, "")),
  ]);
  await client.close().catch(() => undefined);
  return text.includes("username");
}

async function left(url, audit, { id, change }) {
  const client = await connected(url);
  const undone = await textOf(client, "undoChange", { change });
  const text = await textOf(client, "getRecord", { object: "Account", id, fields: ["Name"] });
  await client.close();
  assert(undone.includes("1 put back"), `undoChange answered ${undone}`);
  assert(text.includes("Before"), `the record is ${text}`);
  const lines = readFileSync(audit, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const own = lines.filter(({ ids, tool }) => tool === "updateRecord" && ids?.includes(id));
  const outcomes = own
    .map(({ outcome }) => outcome)
    .sort()
    .join(" ");
  assert(outcomes === "ok unknown", `the audit says ${outcomes}`);
}

/**
 * After the kill, with the gateway as it is or started anew: the change is taken back, the sign-in is good, and the
 * audit has the write whose fate nobody knows.
 */
export async function surviving(server, audit, org) {
  const killed = await killedAmidst(server, org);
  const lives = await comesBack(server);
  const again = lives ? undefined : await server.open();
  try {
    await left((again ?? server).url, audit, killed);
  } finally {
    again?.close();
  }
  const how = lives ? "starts another for the next session" : "must be started anew itself";
  return `a server that is killed: its call gets ${killed.fate}, the gateway ${how}, and nothing is lost`;
}
