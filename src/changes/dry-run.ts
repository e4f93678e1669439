import { ToolError } from "../errors.ts";
import { isObject, type JsonObject } from "../json-object.ts";
import type { Answer, Salesforce, WriteRequest } from "../salesforce/rest/client.ts";
import { errorOfPart, PartError } from "../salesforce/rest/error-answers.ts";
import { errorItems, isCollateral, joinedErrors } from "../salesforce/rest/errors.ts";
import type { Fate } from "../salesforce/rest/fate.ts";
import { withQuery } from "../salesforce/rest/paths.ts";
import { mostRetries, retried } from "../salesforce/rest/retry.ts";
import { keyMatches } from "./key-matches.ts";
import { wasKept } from "./outcomes.ts";
import { refuseReferences } from "./references.ts";
import { type Answered, type Write, writesIn } from "./writes.ts";

/** What Salesforce says of a write that was tried and rolled back. */
export interface Tried {
  /** What the tool would have been answered: its errors, or that all is well. */
  answer: Answer<unknown>;
  /** How many parts or records were judged, of a request that has several. */
  count?: number;
  /** Writes that were kept although nothing should have been, and what was answered to them. */
  kept: readonly Write[];
  keptAnswer: Answer<unknown>;
  /** The parts of which something could not be judged although nothing failed. */
  untold: readonly string[];
}

/** The last part, which must fail so that nothing before it is kept: no record has this id, and nothing is written to it. */
const failing = { method: "PATCH", path: "/sobjects/Account/001000000000000AAA", body: {} };

const fate: Fate = {
  words: "but it was a dry run, of which Salesforce keeps all or nothing: nothing was kept",
  hint: "Make the call again.",
};

/** A request as it is tried: the very write inside a composite of which all or nothing is kept. */
interface Trial {
  /** The caller's own parts, or the write as the only one. */
  parts: readonly JsonObject[];
  /** With the one that must fail. */
  sent: readonly JsonObject[];
  /** Whether the caller's request is a composite itself. */
  composite: boolean;
  writes: readonly Write[];
  body: JsonObject;
}

function compositeParts({ path, options }: WriteRequest): JsonObject[] | undefined {
  const list = path === "/composite" && isObject(options.body) ? options.body["compositeRequest"] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : undefined;
}

/** `Sforce-Auto-Assign`, as Salesforce writes it: a body's keys may be compared with case. */
function headerName(name: string): string {
  return name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function partOf({ method, path, options }: WriteRequest, start: string): JsonObject {
  const { body, headers, query } = options;
  const named = Object.entries(headers ?? {}).map(([name, value]) => [headerName(name), value]);
  return {
    method,
    url: start + withQuery(path, query),
    referenceId: "write",
    ...(body !== undefined && { body }),
    ...(named.length > 0 && { httpHeaders: Object.fromEntries(named) }),
  };
}

/** A name that no part of the caller's has. */
function freeName(parts: readonly JsonObject[]): string {
  const taken = new Set(parts.map(({ referenceId }) => referenceId));
  let name = "mustFail";
  while (taken.has(name)) name += "_";
  return name;
}

function trialOf(request: WriteRequest, version: string): Trial {
  const start = `/services/data/v${version}`;
  const own = compositeParts(request);
  const parts = own ?? [partOf(request, start)];
  const { method, path, body } = failing;
  const last = { method, url: start + path, referenceId: freeName(parts), body };
  // Without its allOrNone, whose answers would count as failed in any case.
  const plain = { ...request, options: { body: { compositeRequest: own } } };
  const given = own && isObject(request.options.body) ? request.options.body : {};
  const sent = [...parts, last];
  return {
    parts,
    sent,
    composite: own !== undefined,
    writes: writesIn(own ? plain : request),
    body: { ...given, allOrNone: true, compositeRequest: sent },
  };
}

function noVerdict(why: string): ToolError {
  const message = `${why}, so this dry run has no verdict. Of its parts Salesforce keeps all or nothing: nothing was kept.`;
  return new ToolError("UNEXPECTED_RESPONSE", message, fate.hint);
}

/** The answers to these parts, found by their names; by their places where an answer has none of the names. */
function answersIn(list: readonly unknown[], parts: readonly JsonObject[]): Answered[] {
  const given = list.filter(isObject);
  const byName = new Map(given.map((answer) => [answer["referenceId"], answer]));
  const named = parts.some(({ referenceId }) => byName.has(referenceId));
  const answers = parts.flatMap(({ referenceId }, index) => {
    const { httpStatusCode: status, body } = (named ? byName.get(referenceId) : given[index]) ?? {};
    return typeof status === "number" ? [{ status, body }] : [];
  });
  if (answers.length === parts.length) return answers;
  throw noVerdict(`Salesforce answered ${answers.length} of the ${parts.length} parts that were sent`);
}

/** Throws where a collection is answered with fewer records than it has. */
function checkRecords({ writes }: Trial, whole: Answered): void {
  for (const write of writes) {
    const { status = 0, body } = write.answerIn(whole) ?? {};
    const [answered, asked] = [Array.isArray(body) ? body.length : 0, write.records.length];
    if (write.shape === "list" && status < 300 && answered !== asked)
      throw noVerdict(`Salesforce answered ${answered} of the ${asked} records that were sent`);
  }
}

function isFailedSave(item: unknown): boolean {
  return isObject(item) && item["success"] === false;
}

/** Whether a part failed by itself; of a collection inside, one record. */
function failed({ status, body }: Answered): boolean {
  if (status >= 300) return !isCollateral(joinedErrors(errorItems(body), body));
  return isFailedSave(body) || (Array.isArray(body) && body.some(isFailedSave));
}

/** The answer to the caller's own request, by those to its parts. */
function wholeAnswer({ composite, parts }: Trial, answers: readonly Answered[]): Answered {
  if (!composite) return answers[0] ?? { status: 0, body: undefined };
  const compositeResponse = answers.map(({ status, body }, index) => ({
    referenceId: parts[index]?.["referenceId"],
    httpStatusCode: status,
    body,
  }));
  return { status: 200, body: { compositeResponse } };
}

/**
 * The writes that were kept after all. What a collection says of its records beside a last part that failed was rolled
 * back with it: the composite's allOrNone goes before its own (REST API Developer Guide, composite).
 */
function keptWrites({ writes }: Trial, whole: Answered, last: Answered): Write[] {
  const undone = last.status >= 400;
  return writes.filter((write) => {
    const answer = write.answerIn(whole);
    return answer !== undefined && !(undone && write.shape === "list") && wasKept(write, answer);
  });
}

/** What a part that would be kept is answered, as far as a tool looks at it. */
function wellAnswered({ composite, writes }: Trial): Answered {
  const good = { success: true, errors: [] };
  const list = !composite && writes[0]?.shape === "list" ? writes[0].records : undefined;
  return { status: 200, body: list ? list.map(() => good) : good };
}

/** Nothing failed; but an upsert that several records match is shown as halted beside a part that fails. */
async function judgedWell(salesforce: Salesforce, trial: Trial) {
  const { composite, parts, writes } = trial;
  const place = ({ part }: Write) =>
    composite ? parts.findIndex(({ referenceId }) => referenceId === part) : 0;
  const keyed = writes.filter(({ operation, shape }) => operation === "upsert" && shape === "record");
  const { several, untold } = await keyMatches(
    salesforce,
    keyed.filter((write) => place(write) >= 0),
  );
  const answers = parts.map(() => wellAnswered(trial));
  for (const [write, answer] of several) answers[place(write)] = answer;
  const referred = parts.filter(hasReferredKey).map(({ referenceId }) => String(referenceId));
  return { answers, untold: [...untold.map(({ part }) => part ?? ""), ...referred] };
}

/** An upsert by the answer of an earlier part, which only Salesforce knows. */
function hasReferredKey({ method, url }: JsonObject): boolean {
  return method === "PATCH" && /\/sobjects\/\w+\/\w+\/[^?]*@\{/i.test(String(url));
}

function countOf({ composite, parts, writes }: Trial): { count?: number } {
  if (composite) return { count: parts.length };
  const [write] = writes;
  return write?.shape === "list" ? { count: write.records.length } : {};
}

/** Sends a trial once, and looks at what came of it. */
async function attempt(salesforce: Salesforce, trial: Trial, retries: number): Promise<Tried> {
  const { body, headers } = await salesforce.send<{ compositeResponse: unknown[] }>("POST", "/composite", {
    body: trial.body,
    fate,
  });
  const all = answersIn(body.compositeResponse, trial.sent);
  const [last = { status: 0, body: undefined }] = all.slice(-1);
  const given = all.slice(0, -1);
  const keptAnswer = { headers, ...wholeAnswer(trial, given) };
  const kept = keptWrites(trial, keptAnswer, last);
  const bad = kept.length > 0 || given.some(failed);
  if (kept.length === 0) checkRecords(trial, keptAnswer);
  if (!bad && !failed(last)) throw noVerdict("The part that must fail did not");
  const { answers, untold } = bad ? { answers: given, untold: [] } : await judgedWell(salesforce, trial);
  const whole = wholeAnswer(trial, answers);
  if (whole.status >= 300 || isFailedSave(whole.body))
    throw errorOfPart(whole, { requestId: headers["x-sfdc-request-id"], retries });
  return { answer: { headers, ...whole }, ...countOf(trial), kept, keptAnswer, untold };
}

/**
 * Has Salesforce judge a write by all its rules, and keep nothing of it. Throws what the write itself would have met,
 * and BAD_ARGUMENT for a text that a composite request would read as something else, with its place in the call's `args`.
 */
export async function tried(salesforce: Salesforce, request: WriteRequest, args: JsonObject): Promise<Tried> {
  if (compositeParts(request) === undefined) refuseReferences(request, args);
  const trial = trialOf(request, await salesforce.apiVersion());
  return retried((retries) => attempt(salesforce, trial, retries), {
    idempotent: false,
    signal: salesforce.signal,
    // The client has waited for what met the request as a whole; a lock that its part met is waited for here.
    most: (error) => (error instanceof PartError ? mostRetries : 0),
  });
}
