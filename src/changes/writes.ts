import { ToolError } from "../errors.ts";
import { runsOf } from "../guard/action-names.ts";
import { parseAddress } from "../guard/subrequest-url.ts";
import { isObject, type JsonObject } from "../json-object.ts";
import { idsIn, isRecordId, typeOf } from "../salesforce/records/identity.ts";
import type { BackupFile, WriteRequest, Written } from "../salesforce/rest/client.ts";
import { whyNotJob } from "./jobs/job-records.ts";

/** An answer, of a request or of one of its parts. */
export interface Answered {
  status: number;
  body: unknown;
}

/** One record that a write is about. */
export interface WrittenRecord {
  object?: string | undefined;
  id?: string | undefined;
  /** The external id by which it is found. */
  key?: { field: string; value: unknown } | undefined;
  values: JsonObject;
}

/** One write: a request of its own, or a part of a composite, batch or graph request. */
export interface Write {
  /** The part's referenceId or place; nested ones behind a dot. */
  part?: string;
  /** `create`, `update`, `upsert`, `delete`, `other`, or what a request calls itself. */
  operation: string;
  /** How records stand in the answer. */
  shape: "record" | "list" | "together" | "tree" | "results" | "none";
  records: WrittenRecord[];
  /** Why it cannot be taken back. */
  reason?: string;
  /** What becomes of each record whose result is a success, where the operation does not say it. */
  did?: Written["did"];
  /** The operation of a bulk job that it begins; the answer gives the job's id. */
  bulk?: string;
  /** The file that holds what the job changes as it was. */
  backup?: BackupFile;
  /** What was answered to it, of the answer to the whole request. */
  answerIn(answer: Answered): Answered | undefined;
}

interface Part {
  method: string;
  segments: readonly string[];
  query: readonly (readonly [string, string])[];
  body: unknown;
  name?: string;
  backup?: BackupFile | undefined;
  answerIn(answer: Answered): Answered | undefined;
}

type Found = Omit<Write, "answerIn" | "part">;

function records(body: unknown): JsonObject[] {
  const list = isObject(body) ? body["records"] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** An action, an approval or Apex; what it answers holds a result for each thing that was asked. */
function run(operation: string, names: readonly string[]): Found {
  const reason = `what ${[...new Set(names)].join(", ")} did cannot be taken back`;
  return { operation, shape: "results", records: [], reason };
}

/** What a request runs, in the journal's words; undefined for one that writes records. */
function ofRun({ segments, body }: Part): Found | undefined {
  const path = segments.join("/");
  if (/^services\/apexrest\//i.test(path)) return run("apex", [segments.slice(1).join("/")]);
  if (
    !/^(?:actions\/(?:standard|custom)|process\/approvals$|(?:sobjects\/[^/]+\/)?quickActions\/)/i.test(path)
  )
    return undefined;
  const names = runsOf(segments, body).map(([name = path]) => name);
  return run(/^process\//i.test(path) ? "approval" : "run", names);
}

const other = (reason: string): Found => ({ operation: "other", shape: "none", records: [], reason });

function ofRecord({ method, segments, body }: Part): Found {
  const [, object = "", key, value, ...more] = segments;
  const values = isObject(body) ? body : {};
  if (key === undefined)
    return method === "POST"
      ? { operation: "create", shape: "record", records: [{ object, values }] }
      : other("this resource cannot be written");
  if (more.length > 0 || (value !== undefined && isRecordId(key)))
    return other(`what ${method} does to ${segments.slice(3).join("/")} is known to Salesforce alone`);
  if (value !== undefined) return ofKey(method, { object, key: { field: key, value }, values });
  if (!isRecordId(key)) return other(key.includes("@{") ? referred : "it names no record");
  if (method === "DELETE")
    return { operation: "delete", shape: "none", records: [{ object, id: key, values: {} }] };
  return method === "PATCH"
    ? { operation: "update", shape: "record", records: [{ object, id: key, values }] }
    : other("this resource cannot be written");
}

const referred =
  "it names its record by the answer of an earlier part, so it was not known before what it held";

function ofKey(method: string, record: WrittenRecord & { key: { field: string; value: string } }): Found {
  if (record.key.value.includes("@{")) return other(referred);
  if (method === "DELETE") return { operation: "delete", shape: "none", records: [record] };
  // `…/Account/Id` makes a new record, as POST does.
  return method === "PATCH" || method === "POST"
    ? { operation: "upsert", shape: "record", records: [record] }
    : other("this resource cannot be written");
}

function ofCollection({ method, segments, query, body }: Part): Found {
  const [, , object, field] = segments;
  if (method === "DELETE") {
    const ids = query.find(([name]) => name.toLowerCase() === "ids")?.[1] ?? "";
    const list = ids.split(",").map((id) => ({ object, id: id.trim(), values: {} }));
    return ids.includes("@{") ? other(referred) : { operation: "delete", shape: "list", records: list };
  }
  const written = records(body).map((values) => ({
    object: object ?? typeOf(values),
    id: idsIn(values)[0],
    values,
  }));
  if (method === "POST") return { operation: "create", shape: "list", records: written };
  if (field === undefined) return { operation: "update", shape: "list", records: written };
  return { operation: "upsert", shape: "list", records: written.map((record) => keyed(record, field)) };
}

function keyed(record: WrittenRecord, field: string): WrittenRecord {
  const value = Object.entries(record.values).find(
    ([name]) => name.toLowerCase() === field.toLowerCase(),
  )?.[1];
  return /^id$/i.test(field) ? record : { ...record, key: { field, value } };
}

/** The records of a tree by their referenceIds, children behind their parents. */
function treeRecords(list: readonly JsonObject[], object: string | undefined): WrittenRecord[] {
  return list.flatMap((values) => {
    const children = Object.values(values).flatMap((value) => records(value));
    return [{ object: typeOf(values) ?? object, values }, ...treeRecords(children, undefined)];
  });
}

/** Rows go up to a job by themselves; what changes records is the job. */
function ofJob({ body, backup }: Part): Found {
  const { object, operation } = isObject(body) ? body : {};
  const name = typeof object === "string" ? object : undefined;
  const reason = whyNotJob(String(operation), backup);
  const records = [{ object: name, values: {} }];
  const facts = { ...(backup && { backup }), ...(reason !== undefined && { reason }) };
  return { operation: "other", bulk: String(operation), shape: "none", records, ...facts };
}

function ofPart(part: Part): Found {
  const [first = "", second = ""] = part.segments.map((segment) => segment.toLowerCase());
  const runs = ofRun(part);
  if (runs !== undefined) return runs;
  if (first === "sobjects") return ofRecord(part);
  if (first === "jobs") return ofJob(part);
  if (first === "composite" && second === "sobjects") return ofCollection(part);
  if (first === "composite" && second === "tree")
    return { operation: "create", shape: "tree", records: treeRecords(records(part.body), part.segments[2]) };
  return other(`what ${part.method} ${part.segments.join("/")} does is known to Salesforce alone`);
}

/** Whether a part changes no record: a search or retrieve by POST, the life of a bulk job once it was made. */
function changesNothing({ method, segments, body }: Part): boolean {
  if (method === "GET" || method === "HEAD") return true;
  const path = segments.map((segment) => segment.toLowerCase());
  if (path[0] === "jobs") return method !== "POST" || path[1] !== "ingest" || path.length !== 2;
  const retrieves =
    path[0] === "composite" && path[1] === "sobjects" && path[2] !== undefined && isObject(body);
  return method === "POST" && (path[0] === "parameterizedsearch" || (retrieves && "ids" in body));
}

function listIn(value: unknown, name: string): unknown[] {
  const list = isObject(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}

function partOf(given: unknown, name: string, answerIn: Part["answerIn"]): Part[] {
  if (!isObject(given)) return [];
  const { method, url, body, richInput } = given;
  try {
    const { segments, query } = parseAddress(String(url), name);
    return [
      {
        method: String(method).trim().toUpperCase(),
        segments,
        query,
        body: body ?? richInput,
        name,
        answerIn,
      },
    ];
  } catch (error) {
    // Addresses were checked before anything is sent; what none of them says is noted as what it is.
    if (!(error instanceof ToolError)) throw error;
    return [{ method: String(method), segments: [String(url)], query: [], body, name, answerIn }];
  }
}

const number = (value: unknown) => (typeof value === "number" ? value : 0);

/** Whether a part failed so that all is undone; an upsert that found several records (300) undoes nothing else. */
function failed(response: unknown): boolean {
  if (!isObject(response)) return true;
  const { httpStatusCode, body } = response;
  const unkept = Array.isArray(body) && body.some((item) => isObject(item) && item["success"] === false);
  return number(httpStatusCode) >= 400 || unkept;
}

/** The parts of a composite request, or of one graph, whose name stands in `before`. */
function compositeParts(
  part: Part,
  holder: unknown,
  responses: (answer: Answered) => unknown[],
  before = "",
): Part[] {
  // Where one failure undoes all, a collection inside may still read as saved. A graph always is of that kind.
  const all = before !== "" || (isObject(holder) && holder["allOrNone"] === true);
  return listIn(holder, "compositeRequest").flatMap((given, index) => {
    const name = isObject(given) ? String(given["referenceId"] ?? index) : String(index);
    return partOf(given, `${prefix(part)}${before}${name}`, (answer) => {
      const whole = part.answerIn(answer);
      const answers = whole ? responses(whole) : [];
      if (all && answers.some(failed)) return { status: 400, body: undefined };
      const own = answers[index];
      return isObject(own) ? { status: number(own["httpStatusCode"]), body: own["body"] } : undefined;
    });
  });
}

const prefix = ({ name }: Part) => (name === undefined ? "" : `${name}.`);

function batchParts(part: Part): Part[] {
  return listIn(part.body, "batchRequests").flatMap((given, index) =>
    partOf(given, `${prefix(part)}${index}`, (answer) => {
      const own = listIn(part.answerIn(answer)?.body, "results")[index];
      return isObject(own) ? { status: number(own["statusCode"]), body: own["result"] } : undefined;
    }),
  );
}

function graphParts(part: Part): Part[] {
  return listIn(part.body, "graphs").flatMap((graph, index) => {
    const responses = ({ body }: Answered) => {
      const own = listIn(body, "graphs")[index];
      return listIn(isObject(own) ? own["graphResponse"] : undefined, "compositeResponse");
    };
    const id = isObject(graph) ? String(graph["graphId"] ?? index) : String(index);
    return compositeParts(part, graph, responses, `${id}.`);
  });
}

/** The parts inside a request, however deep; itself where it has none. */
function leaves(part: Part): Part[] {
  const path = part.segments.join("/").toLowerCase();
  const inner =
    path === "composite"
      ? compositeParts(part, part.body, ({ body }) => listIn(body, "compositeResponse"))
      : path === "composite/batch"
        ? batchParts(part)
        : path === "composite/graph"
          ? graphParts(part)
          : [];
  return inner.length > 0 ? inner.flatMap(leaves) : [part];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A write that says itself what it does, answered by a list of results. */
function stated({ operation, did, records: written, together, reason }: Written): Write {
  const found = written.map(({ object, id }) => ({ object, id, values: {} }));
  const facts = { did, ...(reason !== undefined && { reason }) };
  const shape = together ? "together" : "list";
  return { operation, shape, records: found, ...facts, answerIn: (answer) => answer };
}

/** What a request writes, part by part; reads are left out. */
export function writesIn({ method, path, options }: WriteRequest): Write[] {
  if (options.written) return [stated(options.written)];
  const below = path.replace(/^\/services\/data\/v\d+\.\d+/, "").replace(/^\//, "");
  const query = Object.entries(options.query ?? {}).map(([name, value]) => [name, String(value)] as const);
  const whole: Part = {
    method,
    segments: below.split("/").map(decoded),
    query,
    body: options.fields ?? options.body,
    backup: options.backup,
    answerIn: (answer) => answer,
  };
  return leaves(whole).flatMap((part) => {
    if (changesNothing(part)) return [];
    const { name, answerIn } = part;
    return [{ ...ofPart(part), ...(name !== undefined && { part: name }), answerIn }];
  });
}
