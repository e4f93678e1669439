import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Connected, connect } from "../connect.ts";
import { temporaryFolder } from "../own-folder.ts";
import { type RawOrg, type RawRequest, startRawOrg } from "../raw-org.ts";
import { runs, sameCases } from "../runs.ts";

const account = "001DE0000000001YAA";
const contact = "003DE0000000001YAA";
const user = "005DE0000000001YAA";
const report = "00ODE0000000001YAA";

/** Just enough of an org that object lists can be followed: Contact is the object that is denied. */
const field = (name: string, referenceTo: string[] = [], relationshipName: string | null = null) => ({
  name,
  label: name,
  type: "string",
  referenceTo,
  relationshipName,
});
const objects: Record<string, { keyPrefix: string; fields: object[]; childRelationships: object[] }> = {
  Account: {
    keyPrefix: "001",
    fields: [field("Id"), field("Name"), field("Key__c"), field("OwnerId", ["User"], "Owner")],
    childRelationships: [{ childSObject: "Contact", field: "AccountId", relationshipName: "Contacts" }],
  },
  Contact: {
    keyPrefix: "003",
    fields: [field("Id"), field("Name"), field("AccountId", ["Account"], "Account")],
    childRelationships: [],
  },
  User: { keyPrefix: "005", fields: [field("Id"), field("Name")], childRelationships: [] },
  Task: { keyPrefix: "00T", fields: [field("Id"), field("Subject")], childRelationships: [] },
};

interface Part {
  method: string;
  url: string;
  body?: unknown;
  richInput?: unknown;
  referenceId?: string;
}

function partsOf({ method, url, body }: RawRequest): Part[] {
  if (method !== "POST" || !/\/composite(?:\/batch)?$/.test(url)) return [];
  const { compositeRequest, batchRequests } = JSON.parse(body) as Record<string, Part[] | undefined>;
  return compositeRequest ?? batchRequests ?? [];
}

function answer(request: RawRequest): string | { status: number; body: string } {
  const [, name] = /\/sobjects\/(\w+)\/describe$/.exec(request.url) ?? [];
  const found = Object.entries(objects).find(([object]) => object === name);
  if (found) return JSON.stringify({ name: found[0], label: found[0], recordTypeInfos: [], ...found[1] });
  if (name !== undefined)
    return { status: 404, body: '[{"errorCode":"NOT_FOUND","message":"no such object"}]' };
  if (request.url.endsWith("/sobjects"))
    return JSON.stringify({
      sobjects: Object.entries(objects).map(([object, rest]) => ({ name: object, ...rest })),
    });
  if (request.url.includes("/analytics/"))
    return { status: 404, body: '[{"errorCode":"NOT_FOUND","message":"no such report"}]' };
  if (/\/query\?/.test(request.url)) return '{"totalSize":0,"done":true,"records":[]}';
  const parts = partsOf(request);
  const results = parts.map(() => ({ statusCode: 204, result: null }));
  const compositeResponse = parts.map(({ referenceId }) => ({
    body: null,
    httpStatusCode: 204,
    httpHeaders: {},
    referenceId,
  }));
  return JSON.stringify(
    request.url.endsWith("/batch") ? { hasErrors: false, results } : { compositeResponse },
  );
}

const methods = ["GET", "GET", "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", " delete ", "Post", "pAtCh"];
const resources = [
  "limits",
  "limits/recordCount?sObjects=Account,Contact",
  "query?q=SELECT Id FROM Account",
  "query?q=SELECT Id FROM Contact",
  "query?q=SELECT Id FROM Account FOR VIEW",
  "query?q=SELECT Id, (SELECT Id FROM Contacts) FROM Account",
  "search?q=FIND {ab} RETURNING Contact",
  "search/suggestions?q=ab&sobject=Account&where=Id IN (SELECT AccountId FROM Contact)",
  "parameterizedSearch?q=ab&sobject=Account",
  "parameterizedSearch?q=ab&sobject=Account&Contact.fields=Id",
  "parameterizedSearch?q=ab&sobject=Account&updateTracking=true",
  "sobjects",
  "sobjects/Account",
  `sobjects/Account/${account}`,
  `sobjects/Account/${account}?fields=Name&updateMru=true`,
  `sobjects/Account/${contact}`,
  `sobjects/Contact/${contact}`,
  `sobjects/Account/${account}/Contacts`,
  `sobjects/User/${user}/password`,
  "sobjects/Account/Key__c/v",
  "sobjects/Contact/describe",
  `composite/sobjects?ids=${account},${contact}`,
  `composite/sobjects?ids=${account}`,
  "composite/sobjects",
  "composite/sobjects/Account",
  `composite/sobjects/Account?ids=${account}&fields=Id`,
  "composite/sobjects/Account/Key__c",
  "composite/tree/Account",
  "composite",
  "composite/batch",
  "composite/graph",
  "jobs/ingest",
  "jobs/query",
  "support/knowledgeArticles/kA0000000000001AAA",
  "tooling/executeAnonymous?anonymousBody=x",
  "actions/custom/flow/Go",
  `connect/files/${account}/shares`,
  `sobject/Account/${account}`,
  `composite/sobject?ids=${account}`,
  `ui-api/records/${account}?fields=Account.Name`,
  "ui-api/records",
  "recent",
  "graphql",
  `analytics/reports/${report}`,
];
const of = (type: string, rest: object = {}) => ({ attributes: { type }, ...rest });
const part = { method: "DELETE", url: `/services/data/v66.0/sobjects/Contact/${contact}`, referenceId: "n" };
const { referenceId: _, ...batchPart } = part;
const bodies: unknown[] = [
  ...Array.from({ length: 30 }, () => undefined),
  null,
  {},
  [],
  "x",
  7,
  { Name: "x" },
  of("Contact", { Name: "x" }),
  { Id: contact, Name: "x" },
  { records: [] },
  { records: {} },
  { records: null },
  { records: "x" },
  { records: [null, "x"] },
  { records: [of("Task", { Subject: "x" })] },
  { records: [of("Contact", { Name: "x" })] },
  { records: [of("Account", { Id: account, Name: "x" })] },
  { records: [of("Account", { id: account, Id: contact })] },
  { Records: [of("Contact")] },
  { records: [of("Task")], Records: [of("Contact")] },
  { ids: [], fields: [] },
  { ids: [account], fields: ["Id"] },
  { ids: [contact], records: [of("Task")] },
  { ids: [account], records: [of("Task")], fields: ["Name"] },
  { query: "SELECT Id FROM Contact", object: "Account", operation: "query" },
  { object: "Account", operation: "hardDelete" },
  { q: "ab", sobjects: [{ name: "Contact" }] },
  { q: "ab", sobjects: [{ name: "Account", where: "Id IN (SELECT AccountId FROM Contact)" }] },
  { compositeRequest: [part] },
  { compositeRequest: [{ ...part, url: "/services/data/v66.0/limits", method: "GET" }] },
  { compositeRequest: [] },
  { batchRequests: [batchPart] },
  { batchRequests: [batchPart], Method: "GET" },
  { graphs: [{ graphId: "g", compositeRequest: [part] }] },
];

/** One letter of the path written by its code, and any of the spellings that an address may have. */
const spelled = fc
  .record({
    url: fc.constantFrom(...resources),
    before: fc.constantFrom("", "/", "v66.0/", "/services/data/v66.0/", "v61.0/"),
    encoded: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
    shout: fc.boolean(),
  })
  .map(({ url, before, encoded, shout }) => {
    const [path = "", ...query] = url.split("?");
    const at = encoded === undefined ? -1 : encoded % path.length;
    const letters = [...path].map((letter, index) =>
      index === at && /\w/.test(letter) ? `%${letter.charCodeAt(0).toString(16)}` : letter,
    );
    const spelling = letters.join("");
    const first = /^\w+(?=\/|$)/.exec(spelling)?.[0];
    const whole = shout && first ? first.toUpperCase() + spelling.slice(first.length) : spelling;
    return `${before}${[whole, ...query].join("?")}`;
  });

const call = fc
  .record({
    tool: fc.constantFrom("executeComposite", "executeBatch"),
    parts: fc.array(
      fc.record({ method: fc.constantFrom(...methods), url: spelled, body: fc.constantFrom(...bodies) }),
      { minLength: 1, maxLength: 2 },
    ),
    decoy: fc.constantFrom(undefined, undefined, undefined, {}, { records: [of("Task")] }),
  })
  .map(({ tool, parts, decoy }) => {
    if (tool === "executeComposite") {
      const compositeRequest = parts.map((each, index) => ({ ...each, referenceId: `r${index}` }));
      return { tool, args: { compositeRequest } };
    }
    const batchRequests = parts.map(({ body, ...each }, index) => ({
      ...each,
      richInput: body,
      ...(index === 0 && decoy !== undefined && { body: decoy }),
    }));
    return { tool, args: { batchRequests } };
  });

const audit = join(temporaryFolder(), "audit.jsonl");
const questions: string[] = [];
let org: RawOrg;
let readOnly: Connected;
let listed: Connected;
let asking: Connected;

beforeAll(async () => {
  org = await startRawOrg(answer);
  const open = (settings: Record<string, string>, elicits = false) =>
    connect({
      signIn: () => org.settings,
      settings: { SALESFORCE_UNDO: "off", ...settings },
      ...(elicits && {
        elicit: (question: string) => {
          questions.push(question);
          return { action: "accept" as const, content: { confirm: true } };
        },
      }),
    });
  readOnly = await open({ SALESFORCE_READ_ONLY: "true" });
  listed = await open({ SALESFORCE_DENIED_OBJECTS: "Contact" });
  asking = await open({ SALESFORCE_CONFIRM: "writes", SALESFORCE_AUDIT_LOG: audit }, true);
});

beforeEach(() => {
  org.requests.length = 0;
});

afterAll(async () => {
  await Promise.all([readOnly, listed, asking].map((server) => server.close()));
  await org.close();
});

/** The parts that this call sent, without those by which names are looked up. */
async function sentBy(server: Connected, { tool, args }: { tool: string; args: object }) {
  org.requests.length = 0;
  const { text } = await server.call(tool, args as Record<string, unknown>);
  const sent = org.requests
    .flatMap(partsOf)
    .filter(({ referenceId = "" }) => !referenceId.startsWith("names"));
  return { text, sent };
}

function plainPath(url: string): string {
  return decodeURIComponent(url)
    .replace(/^\/?(?:services\/data\/)?(?:v\d+\.0\/)?/, "")
    .toLowerCase();
}

/** What is known to only read, said once more and apart from the server. */
const reads = [
  /^limits(?:\/recordcount\?.*)?$/,
  /^query\?q=select [^?]*$/,
  /^search\?q=find/,
  /^search\/suggestions\?/,
  /^parameterizedsearch\?/,
  /^sobjects(?:\/(?:account|contact|user)(?:\/[^?]*)?(?:\?fields=[\w,]*)?)?$/,
  /^composite$/,
  /^composite\/sobjects\/account(?:\?ids=\w+&fields=id)?$/,
  /^ui-api\/records(?:\/\w+\?fields=account.name)?$/,
  /^(?:recent|jobs\/ingest|jobs\/query)$/,
  /^analytics\/reports\/\w+$/,
];
const changes = /for view|updatemru|updatetracking|password.*\?/;
const numRuns = runs(500);
/** The same calls each time, so that as many of them are let through. */
const cases = { numRuns, ...sameCases(11) };

test("read-only: nothing but a GET of what is known to read is ever sent", async () => {
  const seen = { sent: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(call, async (given) => {
      const { text, sent } = await sentBy(readOnly, given);
      for (const { method, url, body, richInput } of sent) {
        expect(["GET", "HEAD"]).toContain(method);
        const path = plainPath(url);
        expect(reads.some((form) => form.test(path)) && !changes.test(path), path).toBe(true);
        expect(body ?? richInput).toBeUndefined();
      }
      if (sent.length === 0) expect(text).toMatch(/^(?:READ_ONLY|BAD_ARGUMENT): /);
      seen[sent.length > 0 ? "sent" : "refused"]++;
    }),
    cases,
  );
  expect(seen.sent).toBeGreaterThan(numRuns / 25);
  expect(seen.refused).toBeGreaterThan(numRuns / 5);
});

/** A text in a field of one record names nothing, whatever it says; its Id does. */
function withoutPlainTexts(part: Part): Part {
  const { body, richInput, ...others } = part;
  const sent = body ?? richInput;
  if (!plainPath(part.url).startsWith("sobjects/") || typeof sent !== "object" || sent === null) return part;
  const fields = Object.entries(sent).filter(
    ([name, value]) => typeof value !== "string" || /^id$/i.test(name),
  );
  return { ...others, body: Object.fromEntries(fields) };
}

test("object lists: nothing that names or holds a denied object is ever sent", async () => {
  const seen = { sent: 0, refused: 0 };
  const untold =
    /executeanonymous|actions\/|graphql|connect\/|^sobject\/|composite\/sobject\?|knowledge|^recent|^sobjects$|^jobs\/\w+$/;
  await fc.assert(
    fc.asyncProperty(call, async (given) => {
      const { text, sent } = await sentBy(listed, given);
      for (const each of sent) {
        const whole = decodeURIComponent(JSON.stringify(withoutPlainTexts(each)));
        expect(whole).not.toMatch(/contact|003DE/i);
        if (each.body === undefined && each.richInput === undefined)
          expect(plainPath(each.url)).not.toMatch(untold);
      }
      if (sent.length === 0) expect(text).toMatch(/^(?:DENIED_OBJECT|BAD_ARGUMENT|NOT_FOUND): /);
      seen[sent.length > 0 ? "sent" : "refused"]++;
    }),
    cases,
  );
  expect(seen.sent).toBeGreaterThan(numRuns / 25);
  expect(seen.refused).toBeGreaterThan(numRuns / 5);
});

/** Ids where Salesforce takes one for a record: in the address, in `ids`, and as a record's Id. */
function idsSent({ url, body, richInput }: Part): string[] {
  const holder = (body ?? richInput ?? {}) as { records?: unknown; ids?: unknown; Id?: unknown };
  const ofMany = plainPath(url).startsWith("composite/sobject");
  const records = ofMany && Array.isArray(holder.records) ? holder.records : [];
  const inRecords = records.flatMap((record) => (record ? [record.Id, record.id] : []));
  const inList = ofMany && Array.isArray(holder.ids) ? holder.ids : [];
  const inAddress = decodeURIComponent(url).match(/\b[a-zA-Z0-9]{18}\b/g) ?? [];
  const known = new Set([account, contact, user, report]);
  return [...inAddress, ...inRecords, ...inList, holder.Id].filter((id) => known.has(id));
}

test("confirmation and audit: every write is asked, and question and line name the ids that were sent", async () => {
  const seen = { asked: 0, ids: 0 };
  await fc.assert(
    fc.asyncProperty(call, async (given) => {
      questions.length = 0;
      const { sent } = await sentBy(asking, given);
      const writes = sent.filter(({ method }) => method !== "GET" && method !== "HEAD");
      const [question = ""] = questions;
      const what = question.split("\nArguments: ")[0] ?? "";
      if (writes.length > 0) expect(questions).toHaveLength(1);
      const line = JSON.parse(readFileSync(audit, "utf8").trimEnd().split("\n").at(-1) ?? "{}");
      for (const id of writes.flatMap(idsSent)) {
        expect(what).toContain(id);
        expect(line.ids).toContain(id);
        seen.ids++;
      }
      if (writes.length > 0) seen.asked++;
    }),
    cases,
  );
  expect(seen.asked).toBeGreaterThan(numRuns / 10);
  expect(seen.ids).toBeGreaterThan(numRuns / 25);
});
