import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDemoOrg } from "../../src/demo/org.ts";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";

/** One call of a tool; `answers` picks what a later call needs out of its text. */
interface Step {
  tool: string;
  args: Record<string, unknown> | ((earlier: string) => Record<string, unknown>);
  /** Most lines of a folded line that are shown; seven unless given. */
  most?: number;
}

interface Conversation {
  /** What a person says to the agent. */
  ask?: string;
  steps: readonly Step[];
  settings?: Record<string, string>;
  /** What lies in the files folder, by name. */
  files?: Record<string, string>;
  /** What the person answers when the server asks; without it the client cannot ask. */
  reply?: "yes" | "no";
}

/** The demo org's dates follow its clock; with this one its answers are the same every day. */
const noon = Date.UTC(2026, 10, 18, 20);
const longestLine = 120;

const leads = `LastName,Company,Email
Sato,Blue Harbor Tours,sato@blueharbor.example
Novak,Blue Harbor Tours,novak at blueharbor
,Orchard Lane Foods,info@orchardlane.example
`;

const contacts = `External_Id__c,LastName,Email
CRM-1,Marsh,marsh@orchardlane.example
CRM-2,Oduya,oduya at orchardlane
CRM-3,Lindqvist,lindqvist@orchardlane.example
`;

const webLeads = {
  object: "Lead",
  operation: "update",
  query: "SELECT Id FROM Lead WHERE Status = 'Open - Not Contacted' AND LeadSource = 'Web'",
  set: { Status: "Working - Contacted" },
};

/** The demo org's first account. */
const aurora = "001DE00000000G9YAI";

/** The conversations of README and docs, by file and by the name of their markers. */
export const conversations: Record<string, Record<string, Conversation>> = {
  "README.md": {
    "my deals": {
      ask: "Which of my opportunities close this month, and which of them have had no activity for two weeks?",
      steps: [
        { tool: "getUserInfo", args: {}, most: 1 },
        {
          tool: "executeQuery",
          args: (earlier) => ({
            soql: `SELECT Name, Amount, CloseDate, StageName, LastActivityDate FROM Opportunity WHERE IsClosed = false AND CloseDate = THIS_MONTH AND OwnerId = '${JSON.parse(earlier).user.id}' ORDER BY LastActivityDate`,
          }),
        },
      ],
    },
    "a load": {
      ask: "Load these three leads, and tell me which of them failed and why.",
      steps: [{ tool: "createBulkJob", args: { object: "Lead", operation: "insert", csv: leads } }],
    },
    "a question": {
      ask: "Delete the account Granite Peak Mining.",
      settings: { SALESFORCE_CONFIRM: "destructive" },
      reply: "no",
      steps: [
        {
          tool: "executeQuery",
          args: { soql: "SELECT Id, Name, Owner.Name FROM Account WHERE Name = 'Granite Peak Mining'" },
        },
        {
          tool: "deleteRecord",
          args: (earlier) => ({ object: "Account", id: /^001\w{15}/m.exec(earlier)?.[0] }),
        },
      ],
    },
  },
  "docs/bulk.md": {
    "a file": {
      files: { "contacts.csv": contacts },
      steps: [
        {
          tool: "createBulkJob",
          args: {
            object: "Contact",
            operation: "upsert",
            externalIdField: "External_Id__c",
            file: "contacts.csv",
          },
        },
      ],
    },
    "a backup": {
      ask: "Set both phones to +1 555 0100, and keep what was there. … No, put the old ones back.",
      steps: [
        {
          tool: "createBulkJob",
          args: {
            object: "Account",
            operation: "update",
            records: [
              { Id: "001DE00000000GFYAY", Phone: "+1 555 0100" },
              { Id: "001DE00000000GGYAY", Phone: "+1 555 0100" },
            ],
            backupTo: "before.csv",
          },
        },
        { tool: "previewFile", args: { file: "before.csv" } },
        { tool: "undoChange", args: { change: "c1" } },
      ],
    },
    "a mass change": {
      ask: "The leads from the web are all being called. Set them to working.",
      steps: [
        { tool: "createBulkJob", args: webLeads },
        {
          tool: "createBulkJob",
          args: (earlier) => ({ ...webLeads, plan: JSON.parse(earlier).plan }),
        },
      ],
    },
  },
  "docs/safety.md": {
    "only reading": {
      ask: "Delete the account Granite Peak Mining.",
      settings: { SALESFORCE_READ_ONLY: "true" },
      steps: [
        {
          tool: "executeCollection",
          args: { operation: "delete", object: "Account", ids: ["001DE00000000GFYAY"] },
        },
      ],
    },
    "not this object": {
      ask: "Who works at Granite Peak Mining?",
      settings: { SALESFORCE_DENIED_OBJECTS: "Contact" },
      steps: [
        {
          tool: "executeQuery",
          args: {
            soql: "SELECT Name, (SELECT Email FROM Contacts) FROM Account WHERE Name = 'Granite Peak Mining'",
          },
        },
      ],
    },
    "asked first": {
      ask: "Set the phone of Granite Peak Mining to +1 555 0100.",
      settings: { SALESFORCE_CONFIRM: "writes" },
      reply: "yes",
      steps: [
        {
          tool: "updateRecord",
          args: { object: "Account", id: "001DE00000000GFYAY", record: { Phone: "+1 555 0100" } },
        },
      ],
    },
    "a dry run": {
      ask: "Would Salesforce take these two projects? Save nothing yet.",
      steps: [
        {
          tool: "executeCollection",
          args: {
            operation: "create",
            object: "Project__c",
            records: [
              { Name: "Harbor", Start_Date__c: "2026-12-01", End_Date__c: "2026-11-30" },
              { Name: "Orchard", Start_Date__c: "2026-12-01", Status__c: "Open" },
            ],
            validateOnly: true,
          },
          most: 12,
        },
        {
          tool: "executeCollection",
          args: {
            operation: "create",
            object: "Project__c",
            records: [
              { Name: "Harbor", Start_Date__c: "2026-12-01", End_Date__c: "2027-11-30" },
              { Name: "Orchard", Start_Date__c: "2026-12-01", Status__c: "Planned" },
            ],
            validateOnly: true,
          },
        },
      ],
    },
  },
  "docs/files.md": {
    "an export on a record": {
      ask: "Save the five largest open deals, and put that list on the record of Aurora Analytics.",
      steps: [
        {
          tool: "executeQuery",
          args: {
            soql: "SELECT Name, Amount, CloseDate FROM Opportunity WHERE IsClosed = false AND Amount != null ORDER BY Amount DESC LIMIT 5",
            saveTo: "open-deals.csv",
          },
        },
        {
          tool: "uploadFile",
          args: { file: "open-deals.csv", title: "Largest open deals", recordId: aurora },
        },
        { tool: "listFiles", args: { recordId: aurora, maxRecords: 3 } },
      ],
    },
    "a list view": {
      steps: [
        { tool: "getResource", args: { path: "sobjects/Case/listviews" }, most: 4 },
        {
          tool: "getResource",
          args: (earlier) => ({
            path: JSON.parse(earlier).listviews[0].resultsUrl,
            query: { limit: 2 },
          }),
        },
      ],
    },
  },
  "docs/actions.md": {
    "a flow": {
      ask: "Have a call with Granite Peak Mining planned for three days from now.",
      steps: [
        { tool: "listActions", args: { search: "follow up" } },
        { tool: "listActions", args: { name: "Plan_Follow_Up" } },
        {
          tool: "executeQuery",
          args: { soql: "SELECT Id, Name FROM Account WHERE Name = 'Granite Peak Mining'" },
        },
        {
          tool: "runAction",
          args: (earlier) => ({
            name: "Plan_Follow_Up",
            inputs: [{ accountId: /^001\w{15}/m.exec(earlier)?.[0], daysFromNow: 3 }],
          }),
        },
      ],
    },
    "an approval": {
      ask: "Send my largest open deal on its way to approval. … And approve it, I have read it.",
      steps: [
        {
          tool: "executeQuery",
          args: {
            soql: "SELECT Id, Name, Amount FROM Opportunity WHERE IsClosed = false ORDER BY Amount DESC NULLS LAST LIMIT 1",
          },
        },
        {
          tool: "processApproval",
          args: (earlier) => ({
            action: "Submit",
            ids: [/^006\w{15}/m.exec(earlier)?.[0]],
            comments: "Largest of the quarter",
          }),
        },
        {
          tool: "processApproval",
          args: (earlier) => ({ action: "Approve", ids: [JSON.parse(earlier).id], comments: "Read it" }),
        },
      ],
    },
    Apex: {
      ask: "Take ten percent off the largest open deal.",
      settings: { SALESFORCE_CONFIRM: "destructive" },
      reply: "yes",
      steps: [
        {
          tool: "executeQuery",
          args: {
            soql: "SELECT Id, Name, Amount FROM Opportunity WHERE IsClosed = false ORDER BY Amount DESC NULLS LAST LIMIT 1",
          },
        },
        {
          tool: "runAction",
          args: (earlier) => ({
            name: "ApplyDiscount",
            inputs: [{ opportunityId: /^006\w{15}/m.exec(earlier)?.[0], percent: 10 }],
          }),
        },
      ],
    },
  },
  "docs/undo.md": {
    "taken back": {
      ask: "Set the phone of Granite Peak Mining to +1 555 0100. … No, that was wrong: take it back.",
      steps: [
        {
          tool: "executeQuery",
          args: { soql: "SELECT Id, Phone FROM Account WHERE Name = 'Granite Peak Mining'" },
        },
        {
          tool: "updateRecord",
          args: (earlier) => ({
            object: "Account",
            id: /^001\w{15}/m.exec(earlier)?.[0],
            record: { Phone: "+1 555 0100" },
          }),
        },
        { tool: "undoChange", args: (earlier) => ({ change: JSON.parse(earlier).change, preview: true }) },
        { tool: "undoChange", args: { change: "c1" } },
      ],
    },
  },
  "docs/errors.md": {
    "a mistake": { steps: [{ tool: "executeQuery", args: { soql: "SELECT Nmae FROM Account" } }] },
  },
};

/** A line that a page can hold: folded at commas and spaces, and cut where it goes on and on. */
function folded(line: string, most: number): string {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > longestLine) {
    const at = Math.max(rest.lastIndexOf(",", longestLine - 1), rest.lastIndexOf(" ", longestLine - 1)) + 1;
    const end = at > 0 ? at : longestLine;
    parts.push(rest.slice(0, end).trimEnd());
    rest = `  ${rest.slice(end)}`;
  }
  const whole = [...parts, rest];
  return whole.length > most ? `${whole.slice(0, most).join("\n")} …` : whole.join("\n");
}

/** What differs from run to run, made the same: the demo org's port, ids of its requests, places of files, how long a job took. */
function steady(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:8080")
    .replaceAll(/\bdemo-\w+-\w+\b/g, "demo-1")
    .replaceAll(/"seconds":\d+/g, '"seconds":0')
    .replaceAll(/"savedTo":"[^"]*[\\/]([^"\\/]+)"/g, '"savedTo":"…/$1"');
}

function shown(text: string, most = 7): string {
  const lines = steady(text).split("\n");
  return lines.map((line) => folded(line, most)).join("\n");
}

function folderOf(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function held(conversation: Conversation): Promise<string> {
  const { ask, steps, settings, files = {}, reply } = conversation;
  const org = await startDemoOrg({ now: () => noon });
  const said: string[] = [];
  const elicit = (question: string) => {
    said.push(shown(`← asks you: ${question}`), `→ you say ${reply}`);
    return reply === "no"
      ? { action: "decline" as const }
      : { action: "accept" as const, content: { confirm: true } };
  };
  const server = await connect({
    org,
    settings: { SALESFORCE_FILES_DIR: folderOf(files), ...settings },
    ...(reply && { elicit }),
  });
  try {
    await walk(server, steps, said);
  } finally {
    await server.close();
    await org.close();
  }
  const quote = ask === undefined ? "" : `> ${ask}\n\n`;
  return `${quote}\`\`\`text\n${said.join("\n").trimEnd()}\n\`\`\``;
}

async function walk(server: Connected, steps: readonly Step[], said: string[]): Promise<void> {
  let earlier = "";
  for (const { tool, args, most } of steps) {
    const given = typeof args === "function" ? args(earlier) : args;
    said.push(shown(`→ ${tool} ${JSON.stringify(given)}`));
    earlier = (await server.call(tool, given)).text;
    said.push(shown(earlier, most));
  }
}

/** Has the conversations of one file with the demo org, each with an org of its own; texts by marker. */
export async function conversationsOf(file: string): Promise<Record<string, string>> {
  const entries = Object.entries(conversations[file] ?? {});
  const texts = await Promise.all(entries.map(async ([name, one]) => [name, await held(one)] as const));
  return Object.fromEntries(texts);
}
