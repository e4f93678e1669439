import { styleText } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { temporaryFolder } from "../gone-with-process.ts";

interface Step {
  title: string;
  tool: string;
  args: Record<string, unknown>;
}

const mostLines = 12;
const longestLine = 150;

function bold(text: string): string {
  return process.stdout.isTTY ? styleText("bold", text) : text;
}

function dim(text: string): string {
  return process.stdout.isTTY ? styleText("dim", text) : text;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function shortened(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
  const more = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(more > 0 ? [`… ${more} more lines`] : [])]
    .map((line) => `  ${line}`)
    .join("\n");
}

/** One client over stdio to this very program, with the demo org behind it. */
class Guide {
  readonly #client: Client;
  #number = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  async step({ title, tool, args }: Step): Promise<string> {
    print(`\n${bold(`${++this.#number}. ${title}`)}`);
    print(dim(shortened(`${tool} ${JSON.stringify(args)}`)));
    const result = await this.#client.callTool({ name: tool, arguments: args });
    const [first] = Array.isArray(result.content) ? result.content : [];
    const text = first?.type === "text" ? first.text : "";
    print(shortened(text));
    return text;
  }

  async tools(): Promise<void> {
    const { tools } = await this.#client.listTools();
    print(`${bold(`${tools.length} tools`)} are offered to an agent:`);
    for (const { name, title } of tools) print(`  ${name.padEnd(24)}${title ?? ""}`);
  }
}

function idIn(text: string): string {
  const answer: { id?: string } = JSON.parse(text);
  return answer.id ?? "";
}

async function walk(guide: Guide): Promise<void> {
  await guide.tools();
  await guide.step({ title: "Who is signed in", tool: "getUserInfo", args: {} });
  await guide.step({
    title: "A query",
    tool: "executeQuery",
    args: {
      soql: "SELECT Name, Industry, Owner.Name FROM Account WHERE Industry != null ORDER BY Name LIMIT 5",
    },
  });
  await guide.step({
    title: "What an object looks like",
    tool: "describeObject",
    args: { object: "Project__c" },
  });
  const created = await guide.step({
    title: "Create a record",
    tool: "createRecord",
    args: { object: "Account", record: { Name: "Tour Company", Industry: "Energy" } },
  });
  const id = idIn(created);
  await guide.step({
    title: "Change it",
    tool: "updateRecord",
    args: { object: "Account", id, record: { Phone: "+1 555 0100" } },
  });
  await guide.step({
    title: "Look at it",
    tool: "getRecord",
    args: { object: "Account", id, fields: ["Name", "Industry", "Phone"] },
  });
  await guide.step({ title: "Delete it", tool: "deleteRecord", args: { object: "Account", id } });
  await guide.step({
    title: "A mistake, and the way out",
    tool: "executeQuery",
    args: { soql: "SELECT Nmae FROM Account" },
  });
  const reports = await guide.step({ title: "Reports", tool: "listReports", args: { search: "Stage" } });
  const reportId = /^00O\w{15}/m.exec(reports)?.[0];
  if (reportId) await guide.step({ title: "Run one", tool: "getReport", args: { reportId } });
  await takeBack(guide);
  await approve(guide);
  await bulk(guide);
}

/** A deal that is large enough for the demo org's approval process is submitted, and approved. */
async function approve(guide: Guide): Promise<void> {
  const soql =
    "SELECT Id, Name, Amount FROM Opportunity WHERE IsClosed = false AND Amount > 20000 ORDER BY Amount DESC LIMIT 1";
  const found = await guide.step({ title: "A large deal", tool: "executeQuery", args: { soql } });
  const id = /^006\w{15}/m.exec(found)?.[0];
  if (id === undefined) return;
  await guide.step({
    title: "Submit it for approval",
    tool: "processApproval",
    args: { action: "Submit", ids: [id], comments: "A good customer" },
  });
  await guide.step({
    title: "Approve it",
    tool: "processApproval",
    args: { action: "Approve", ids: [id], comments: "Agreed" },
  });
}

/** Five records changed by one call, and put back by another. */
async function takeBack(guide: Guide): Promise<void> {
  const soql = "SELECT Id, Phone FROM Contact ORDER BY Id LIMIT 5";
  const found = await guide.step({ title: "Five contacts", tool: "executeQuery", args: { soql } });
  const records = [...found.matchAll(/^003\w{15}/gm)].map(([Id]) => ({ Id, Phone: "+1 555 0199" }));
  const changed = await guide.step({
    title: "Change all five",
    tool: "executeCollection",
    args: { operation: "update", object: "Contact", records },
  });
  const { change }: { change?: string } = JSON.parse(changed);
  await guide.step({ title: "Take it back", tool: "undoChange", args: { change } });
  await guide.step({ title: "They are as before", tool: "executeQuery", args: { soql } });
}

function tourLead(number: number): string {
  return `Tour Lead ${number},Tour Company,lead${number}@example.com`;
}

/** Rows in by the hundred, some of them bad, and what to do about those. */
async function bulk(guide: Guide): Promise<void> {
  const rows = Array.from({ length: 500 }, (_, index) => tourLead(index + 1));
  rows[41] = ",Tour Company,lead42@example.com";
  rows[99] = "Tour Lead 100,Tour Company,nowhere";
  const loaded = await guide.step({
    title: "Load 500 rows as a bulk job; two of them are bad",
    tool: "createBulkJob",
    args: { object: "Lead", operation: "insert", csv: `LastName,Company,Email\n${rows.join("\n")}\n` },
  });
  const jobId = /750\w{15}/.exec(loaded)?.[0];
  await guide.step({ title: "The bad ones", tool: "getBulkJobResults", args: { jobId, kind: "failed" } });
  await guide.step({
    title: "Export them to a file",
    tool: "createBulkQuery",
    args: { soql: "SELECT Id, Name FROM Lead WHERE Company = 'Tour Company'", saveTo: "tour-leads.csv" },
  });
}

/** Shows tools and their results in the terminal, on the demo org. Resolves to the exit code. */
export async function tour(version: string, startedAs: string): Promise<number> {
  print(bold(`salesforce-rest-mcp ${version}: a tour on the embedded demo org`));
  print("An MCP client talks to the server over stdio; nothing leaves this machine.\n");
  const client = new Client({ name: "tour", version });
  const program = process.argv[1] ?? "";
  // An empty folder, so that no .env says what may be shown.
  const { path: cwd, remove } = temporaryFolder();
  try {
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: [program, "--demo"], cwd }),
    );
    await walk(new Guide(client));
  } finally {
    await client.close();
    remove();
  }
  print(
    `\nTo serve it to your client: ${bold(`${startedAs} setup CLIENT --demo`)}\nWith an org of yours: ${bold(`${startedAs} login`)}; README.md says what it needs.`,
  );
  return 0;
}
