// Two servers behind gateways of others: one that reads one org and one that writes another, each with a profile of its
// own and for several clients at once.
// docs/gateways.md tells what was found; the lines that are printed here are where that comes from.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gatewayNames, open } from "./gateway.mjs";
import { connected, textOf } from "./http-client.mjs";
import { surviving } from "./killed-server.mjs";
import { assert, emptyFolder, program } from "./server.mjs";
import { twoOrgs } from "./two-orgs.mjs";

export const packages = ["mcp-proxy", "supergateway"];

const clientsEach = 4;
const callsEach = 25;
/** One dot. */
const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Calls of one client, one after the other; each names a file, whose path tells which server has answered. */
async function saveMany(server, number) {
  const client = await connected(server.url);
  const texts = [];
  for (let call = 0; call < callsEach; call++) {
    const saveTo = `${number}-${call}.csv`;
    const text = await textOf(client, "executeQuery", { soql: "SELECT Name FROM Account LIMIT 1", saveTo });
    assert(text.includes(join(server.files, saveTo)), `${saveTo} of ${server.name} answered ${text}`);
    texts.push(text);
  }
  await client.close();
  return texts.length;
}

/** Whether a question of the server reaches the client's user, and what becomes of the write. */
async function asking({ url }) {
  let asked = 0;
  const client = await connected(url, () => {
    asked++;
    return { action: "accept", content: { confirm: true } };
  });
  const text = await textOf(client, "createRecord", { object: "Account", record: { Name: "Asked" } });
  await client.close();
  const made = text.includes('"success":true');
  assert(made === asked > 0, `asked ${asked} times, and the write answered ${text}`);
  return asked > 0 ? "asks" : "cannot ask, so writes are refused";
}

async function progressing({ url }) {
  const client = await connected(url);
  let steps = 0;
  const onprogress = () => steps++;
  const call = { name: "createBulkQuery", arguments: { soql: "SELECT Id FROM Task", waitSeconds: 10 } };
  await client.callTool(call, { onprogress });
  await client.close();
  return steps > 0 ? "progress arrives" : "no progress";
}

async function showing({ url }, id) {
  const client = await connected(url);
  const { content } = await client.callTool({ name: "downloadFile", arguments: { id } });
  await client.close();
  return content.some(({ type }) => type === "image") ? "images arrive" : "no images";
}

/** Whether a client's cancel reaches the server, as its audit tells. */
async function cancelling({ url }, audit, { steer }) {
  const name = `Slow ${Date.now()}`;
  await steer("faults", { path: encodeURIComponent(name), delay: 10_000 });
  const client = await connected(url);
  const signal = AbortSignal.timeout(1_000);
  const call = client.callTool(
    { name: "executeQuery", arguments: { soql: `SELECT COUNT() FROM Account WHERE Name = '${name}'` } },
    { signal },
  );
  const ended = await call.then(
    () => "answered",
    () => "cancelled",
  );
  assert(ended === "cancelled", "the call was answered before it was cancelled");
  for (let tries = 0; tries < 50; tries++) {
    if (readFileSync(audit, "utf8").includes('"errorCode":"CANCELLED"')) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await client.close();
  const heard = readFileSync(audit, "utf8").includes('"errorCode":"CANCELLED"');
  await steer("clear-faults");
  return heard ? "a cancel arrives" : "no cancel";
}

/** What one process has changed, another can take back. */
async function undoing({ url }) {
  const [first, second] = [await connected(url), await connected(url)];
  const { id } = JSON.parse(
    await textOf(first, "createRecord", { object: "Account", record: { Name: "Taken" } }),
  );
  const record = { Name: "Taken back" };
  const { change } = JSON.parse(await textOf(first, "updateRecord", { object: "Account", id, record }));
  await first.close();
  const text = await textOf(second, "undoChange", { change });
  await second.close();
  assert(text.includes(change) && !text.includes("BAD_ARGUMENT"), `undoChange answered ${text}`);
  return "a change is taken back by another session";
}

const kinds = {
  reader: { SALESFORCE_PROFILE: "reader", SALESFORCE_READ_ONLY: "true" },
  writer: { SALESFORCE_PROFILE: "writer", SALESFORCE_PRODUCTION: "true" },
  asker: { SALESFORCE_PROFILE: "writer", SALESFORCE_CONFIRM: "writes" },
};

/** How to start a gateway before each of the servers, and where those write. */
function recipesFor(gateway, found, { configHome }) {
  const [audit, state] = [join(emptyFolder(), "audit.jsonl"), emptyFolder()];
  const shared = {
    SALESFORCE_AUDIT_LOG: audit,
    SALESFORCE_KEYCHAIN: "false",
    SALESFORCE_UNDO: "keep",
    XDG_CONFIG_HOME: configHome,
    XDG_STATE_HOME: state,
  };
  const recipes = Object.entries(kinds).map(([name, own]) => {
    const files = emptyFolder();
    const env = { ...shared, ...own, SALESFORCE_SERVER_NAME: name, SALESFORCE_FILES_DIR: files };
    return { name, files, open: () => open(gateway, found, { args: [program], env }) };
  });
  return { audit, recipes };
}

/** The servers of one gateway's test, and what ends them. */
async function servers(gateway, found, orgs) {
  const { audit, recipes } = recipesFor(gateway, found, orgs);
  const started = await Promise.all(recipes.map(async (recipe) => ({ ...recipe, ...(await recipe.open()) })));
  const close = () => {
    for (const server of started) server.close();
  };
  return { audit, close, ...Object.fromEntries(started.map((server) => [server.name, server])) };
}

function linesOf(audit) {
  return readFileSync(audit, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Every call answered once, by its own server, and in the audit. */
async function crowd({ reader, writer, audit }) {
  const numbers = Array.from({ length: clientsEach }, (_, number) => number);
  const both = [reader, writer];
  const counts = await Promise.all(
    both.flatMap((server) => numbers.map((number) => saveMany(server, number))),
  );
  const calls = counts.reduce((sum, count) => sum + count, 0);
  for (const { name, files } of both)
    assert(readdirSync(files).length === calls / 2, `${name} has ${readdirSync(files).length} files`);
  const lines = linesOf(audit);
  assert(lines.length === calls, `${lines.length} lines in the audit for ${calls} calls`);
  assert(
    lines.every(({ outcome }) => outcome === "ok"),
    "not every line of the audit is ok",
  );
  return `${calls} calls`;
}

/** Org, user and mode of each server, as its answers and its lines of the audit tell them. */
async function telling({ reader, writer, audit }, { readers, writers }) {
  const whose = [
    [reader, readers],
    [writer, writers],
  ];
  for (const [server, { host, username }] of whose) {
    const client = await connected(server.url);
    const { user, instanceUrl } = JSON.parse(await textOf(client, "getUserInfo", {}));
    const { name } = client.getServerVersion();
    const { tools } = await client.listTools();
    await client.close();
    const told = [name, user.username, new URL(instanceUrl).host].join(" ");
    assert(told.endsWith(`${username} ${host}`), `${server.name} says that it is ${told}`);
    const writes = tools.some((tool) => tool.name === "createRecord");
    assert(writes === (server === writer), `${server.name} offers ${tools.length} tools`);
    const lines = linesOf(audit).filter(({ profile }) => profile === server.name);
    const own = lines.filter((line) => line.org === host && line.user === user.id);
    // Those of the crowd, and getUserInfo.
    const calls = clientsEach * callsEach + 1;
    assert(
      own.length === calls && lines.length === calls,
      `${server.name}: ${own.length} of ${lines.length} lines`,
    );
  }
  return "each in its own org as its own user";
}

/** How many servers run, and how many more while two clients are connected. */
async function counting({ url, servers: running }) {
  const before = running().length;
  const clients = [await connected(url), await connected(url)];
  await Promise.all(clients.map((client) => textOf(client, "getUserInfo", {})));
  const now = running().length;
  await Promise.all(clients.map((client) => client.close()));
  return `${now} processes, ${now - before} of them for two new sessions`;
}

/** A picture that the writer puts into its org arrives as one. */
async function picturing(writer) {
  const client = await connected(writer.url);
  const { id } = JSON.parse(await textOf(client, "uploadFile", { base64: picture, name: "dot.png" }));
  await client.close();
  return showing(writer, id);
}

async function judged(gateway, found, orgs) {
  const opened = await servers(gateway, found, orgs);
  const { reader, writer, asker, audit } = opened;
  try {
    const said = [await crowd(opened), await telling(opened, orgs), await counting(reader)];
    said.push(await asking(asker), await progressing(writer), await picturing(writer));
    said.push(await cancelling(reader, audit, orgs.readers), await undoing(writer));
    said.push(await surviving(writer, audit, orgs.writers));
    return said.join(", ");
  } finally {
    opened.close();
  }
}

export async function check(found) {
  const orgs = await twoOrgs();
  try {
    for (const gateway of gatewayNames) console.log(`  ${gateway}: ${await judged(gateway, found, orgs)}`);
    return `${gatewayNames.length} ways`;
  } finally {
    orgs.close();
  }
}
