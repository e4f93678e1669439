// Two servers behind gateways of others: one that reads and one that writes, each for several clients at once.
// docs/gateways.md tells what was found; the lines that are printed here are where that comes from.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { gatewayNames, open } from "./gateway.mjs";
import { assert, emptyFolder, program, startOrg } from "./server.mjs";

export const packages = ["mcp-proxy", "supergateway"];

const clientsEach = 4;
const callsEach = 25;
/** One dot. */
const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async function connected(url, elicit) {
  const capabilities = elicit ? { elicitation: {} } : {};
  const client = new Client({ name: "outside", version: "1" }, { capabilities });
  if (elicit) client.setRequestHandler("elicitation/create", elicit);
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

async function textOf(client, name, args, options) {
  const { content } = await client.callTool({ name, arguments: args }, options);
  return content[0].text;
}

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
  const record = { Name: "Taken back" };
  const { change } = JSON.parse(await textOf(first, "createRecord", { object: "Account", record }));
  await first.close();
  const text = await textOf(second, "undoChange", { change });
  await second.close();
  assert(text.includes(change) && !text.includes("BAD_ARGUMENT"), `undoChange answered ${text}`);
  return "a change is taken back by another session";
}

function settingsOf(org, name, state, more) {
  const files = emptyFolder();
  const env = {
    ...org,
    SALESFORCE_SERVER_NAME: name,
    SALESFORCE_FILES_DIR: files,
    XDG_STATE_HOME: state,
    ...more,
  };
  return { files, env };
}

/** The servers of one gateway's test, and what ends them. */
async function servers(gateway, found, org, state) {
  const audit = join(emptyFolder(), "audit.jsonl");
  const more = { SALESFORCE_AUDIT_LOG: audit, SALESFORCE_UNDO: "keep", XDG_CONFIG_HOME: state };
  const kinds = {
    reader: { SALESFORCE_READ_ONLY: "true" },
    writer: {},
    asker: { SALESFORCE_CONFIRM: "writes" },
  };
  const started = await Promise.all(
    Object.entries(kinds).map(async ([name, own]) => {
      const { files, env } = settingsOf(org, name, state, { ...more, ...own });
      return { name, files, ...(await open(gateway, found, { args: [program], env })) };
    }),
  );
  const close = () => {
    for (const server of started) server.close();
  };
  return { audit, close, ...Object.fromEntries(started.map((server) => [server.name, server])) };
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
  const lines = readFileSync(audit, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert(lines.length === calls, `${lines.length} lines in the audit for ${calls} calls`);
  assert(
    lines.every(({ outcome }) => outcome === "ok"),
    "not every line of the audit is ok",
  );
  return `${calls} calls`;
}

async function judged(gateway, found, org, state) {
  const opened = await servers(gateway, found, org.settings, state);
  try {
    const { reader, writer, asker } = opened;
    const said = [await crowd(opened)];
    const client = await connected(reader.url);
    const { tools } = await client.listTools();
    assert(!tools.some(({ name }) => name === "createRecord"), "the reader offers createRecord");
    await client.close();
    const uploader = await connected(writer.url);
    const uploaded = JSON.parse(await textOf(uploader, "uploadFile", { base64: picture, name: "dot.png" }));
    await uploader.close();
    said.push(await asking(asker), await progressing(reader), await showing(reader, uploaded.id));
    said.push(await cancelling(reader, opened.audit, org), await undoing(writer));
    return said.join(", ");
  } finally {
    opened.close();
  }
}

export async function check(found) {
  const org = await startOrg();
  // All of them share one sign-in, whose refresh token is good for one use.
  const state = emptyFolder();
  try {
    await org.steer("rotate-refresh-tokens", true);
    for (const gateway of gatewayNames)
      console.log(`  ${gateway}: ${await judged(gateway, found, org, state)}`);
    return `${gatewayNames.length} ways`;
  } finally {
    org.close();
  }
}
