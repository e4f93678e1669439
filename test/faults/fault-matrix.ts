import type { Fault } from "../../src/demo/http/faults.ts";
import { type DemoOrg, type DemoOrgOptions, startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { settingsOfFolder, temporaryFolder } from "../own-folder.ts";

/** One kind of request: how it is made, and which requests and rows are its own in the org. */
interface Operation {
  method: string;
  path: RegExp;
  tool: string;
  args(ids: Ids): Record<string, unknown>;
  /** The counter of the rows it writes, and how many one call writes. */
  counter?: string;
  rows?: number;
}

/** Records that exist before the fault comes. */
interface Ids {
  contact: string;
  event: string;
}

/** Every operation writes to an object of its own, so that they can meet the same fault at the same time. */
const operations = {
  read: {
    method: "GET",
    path: /\/query\?/,
    tool: "executeQuery",
    args: () => ({ soql: "SELECT Id FROM Account LIMIT 1" }),
  },
  create: {
    method: "POST",
    path: /\/sobjects\/Account$/,
    tool: "createRecord",
    args: () => ({ object: "Account", record: { Name: "Once" } }),
    counter: "created.Account",
  },
  update: {
    method: "PATCH",
    path: /\/sobjects\/Contact\//,
    tool: "updateRecord",
    args: ({ contact }) => ({ object: "Contact", id: contact, record: { Title: "Once" } }),
    counter: "updated.Contact",
  },
  delete: {
    method: "DELETE",
    path: /\/sobjects\/Event\//,
    tool: "deleteRecord",
    args: ({ event }) => ({ object: "Event", id: event }),
    counter: "deleted.Event",
  },
  upsert: {
    method: "PATCH",
    path: /\/sobjects\/Project__c\//,
    tool: "upsertRecord",
    args: () => ({
      object: "Project__c",
      externalIdField: "External_Id__c",
      externalId: "once",
      record: { Name: "Once", Status__c: "Planned", Start_Date__c: "2026-01-01" },
    }),
    counter: "created.Project__c",
  },
  composite: {
    method: "POST",
    path: /\/composite$/,
    tool: "executeComposite",
    args: () => {
      const body = { LastName: "Once", Company: "Once" };
      return { compositeRequest: [{ method: "POST", url: "sobjects/Lead", referenceId: "lead", body }] };
    },
    counter: "created.Lead",
  },
  collection: {
    method: "POST",
    path: /\/composite\/sobjects$/,
    tool: "executeCollection",
    args: () => ({
      operation: "create",
      object: "Campaign",
      records: [{ Name: "One" }, { Name: "Two" }],
    }),
    counter: "created.Campaign",
    rows: 2,
  },
  bulk: {
    method: "PUT",
    path: /\/jobs\/ingest\/\w+\/batches$/,
    tool: "createBulkJob",
    args: () => ({
      object: "Contact",
      operation: "insert",
      records: [{ LastName: "One" }, { LastName: "Two" }],
    }),
    counter: "created.Contact",
    rows: 2,
  },
  token: { method: "POST", path: /\/oauth2\/token$/, tool: "listAllObjects", args: () => ({}) },
} satisfies Record<string, Operation>;

export type Column = keyof typeof operations;
export const columns = Object.keys(operations) as Column[];

/** What goes wrong: a fault that every operation meets, or something done to the org before. */
export interface Trouble {
  fault?: Fault;
  before?(org: DemoOrg, server: Connected): void | Promise<void>;
  org?: DemoOrgOptions;
  settings?: Record<string, string>;
}

export interface Outcome {
  cells: Record<Column, string>;
  /** Requests for tokens, both servers' first ones not counted. */
  tokens: number;
}

async function idsIn(server: Connected): Promise<Ids> {
  const idOf = async (object: string) => {
    const { text } = await server.call("executeQuery", { soql: `SELECT Id FROM ${object} LIMIT 1` });
    const id = /^\w{18}$/m.exec(text)?.[0];
    if (id === undefined) throw new Error(text);
    return id;
  };
  return { contact: await idOf("Contact"), event: await idOf("Event") };
}

/** Has each tool refuse a call: what must be loaded before it can begin would let the others meet the trouble first. */
async function loadTools(server: Connected): Promise<void> {
  await Promise.all(columns.map((column) => server.call(operations[column].tool, { none: "such" })));
}

/** `ok`, or the error's code; `?` when it says that the write may have happened. */
function seen({ text, isError } = { text: "", isError: false }): string {
  if (/<html|Service Not Available/.test(text)) return "HTML";
  if (!isError) return "ok";
  const code = /^[A-Z_]+(?=:)/.exec(text)?.[0] ?? text;
  return /may or may not have been/.test(text) ? `${code}?` : code;
}

/**
 * Every operation once under a trouble, all at the same time: `what the caller sees, rows written / requests
 * sent` for each.
 */
export async function underTrouble(trouble: Trouble): Promise<Outcome> {
  const org = await startDemoOrg(trouble.org);
  const plain = {
    ...settingsOfFolder(temporaryFolder()),
    // The read before a change would meet the trouble in place of the change.
    SALESFORCE_UNDO: "off",
    // Notes ask beside the calls, and no call is to wait until they are done.
    SALESFORCE_MAX_CONCURRENT_REQUESTS: "16",
  };
  const env = { ...org.settings, ...plain, ...trouble.settings };
  const open = () => connect({ org, signIn: () => env });
  const [server, newcomer] = await Promise.all([open(), open()]);
  const ids = await idsIn(server);
  await loadTools(server);
  await trouble.before?.(org, server);
  const made = columns.map((column) => {
    const { method, path, tool, args }: Operation = operations[column];
    const met = trouble.fault && org.faults.add({ ...trouble.fault, method, path });
    // Counts what comes after.
    const later = org.faults.add({ method, path, times: 1_000 });
    const answering = (column === "token" ? newcomer : server).call(tool, args(ids));
    return { column, answering, sent: () => (met?.met ?? 0) + later.met };
  });
  const answers = await Promise.all(made.map(({ answering }) => answering));
  const cells = made.map(({ column, sent }, index): [Column, string] => {
    const { counter, rows = 1 }: Operation = operations[column];
    const done = counter ? ` ${(org.counters()[counter] ?? 0) / rows}` : "";
    return [column, `${seen(answers[index])}${done}/${sent()}`];
  });
  await Promise.all([server.close(), newcomer.close()]);
  await org.close();
  const tokens = (org.counters()["token"] ?? 0) - 2;
  // Every column has its cell.
  return { cells: Object.fromEntries(cells) as Record<Column, string>, tokens };
}
