// What it costs that changes can be taken back: an update with and without it, and the memory of a full journal.
import { connected, demoOrgProcess, memoryOf, milliseconds, row, textOf, timed } from "./measure.mjs";

/** Collections of 200 records each, until the journal of 10,000 is full. */
const collections = 50;

function callsOf(client) {
  const call = (name, args) => client.callTool({ name, arguments: args });
  return { call, value: async (name, args) => JSON.parse(textOf(await call(name, args))) };
}

async function requestsOf(org, work) {
  const sum = (counters) =>
    Object.entries(counters).reduce(
      (total, [name, count]) => total + (name.startsWith("http.") ? count : 0),
      0,
    );
  const before = sum(await org.control("counters"));
  await work();
  return sum(await org.control("counters")) - before;
}

async function updates(org) {
  const [withUndo, without] = await Promise.all([
    connected(org.settings),
    connected({ ...org.settings, SALESFORCE_UNDO: "off" }),
  ]);
  const first = callsOf(withUndo.client);
  const { id } = await first.value("createRecord", { object: "Account", record: { Name: "Bench" } });
  let number = 0;
  const update = ({ client }) => {
    const record = { Name: `Bench ${++number}`, Phone: "+1 555 0100" };
    return client.callTool({ name: "updateRecord", arguments: { object: "Account", id, record } });
  };
  const works = [() => update(withUndo), () => update(without)];
  const [kept, plain] = await timed(works, { times: 300, warmUp: 50 });
  const requests = [await requestsOf(org, works[0]), await requestsOf(org, works[1])];
  await Promise.all([withUndo.close(), without.close()]);
  return [
    row("an update through stdio that can be taken back", `${milliseconds(kept)}, ${requests[0]} requests`),
    row("— with SALESFORCE_UNDO=off", `${milliseconds(plain)}, ${requests[1]} requests`),
    row("— requests that it adds", String(requests[0] - requests[1]), {
      value: requests[0] - requests[1],
      most: 1,
    }),
  ];
}

/** The memory of a server that has updated 10,000 records, five fields each. */
async function fullJournal(org, undo) {
  const { client, pid, close } = await connected({ ...org.settings, SALESFORCE_UNDO: undo });
  const { call, value } = callsOf(client);
  const ids = [];
  for (let index = 0; index < collections; index++) {
    const records = Array.from({ length: 200 }, (_, one) => ({
      LastName: `Full ${index}-${one}`,
      Company: "Full",
    }));
    const args = { operation: "create", object: "Lead", records };
    await call("executeCollection", args);
  }
  const { records } = await value("executeQuery", {
    soql: "SELECT Id FROM Lead WHERE Company = 'Full' LIMIT 10000",
    format: "json",
    maxRecords: 600,
  });
  ids.push(...records.map(({ Id }) => Id));
  const values = (round) => ({
    Title: `Title of round ${round}`,
    Phone: `+1 555 01${round % 100}`,
    Street: `${round} Long Street with a name`,
    City: `City ${round}`,
    Rating: round % 2 ? "Hot" : "Cold",
  });
  for (let round = 0; round < collections; round++)
    await call("executeCollection", {
      operation: "update",
      object: "Lead",
      ids: ids.slice((round % 3) * 200, (round % 3) * 200 + 200),
      record: values(round),
    });
  const { now } = memoryOf(pid) ?? { now: 0 };
  await close();
  return now;
}

export async function undo() {
  const org = await demoOrgProcess();
  const rows = await updates(org);
  const without = await fullJournal(org, "off");
  const full = await fullJournal(org, "session");
  org.close();
  const growth = (full - without) / 1e6;
  return [
    ...rows,
    row(
      "memory of a full journal of 10,000 records, above the same calls without one",
      `${growth.toFixed(1)} MB`,
      {
        value: growth,
        most: 30,
        unit: "MB",
      },
    ),
  ];
}
