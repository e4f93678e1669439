import { shortened } from "../../cut-text.ts";
import { isObject } from "../../json-object.ts";
import { namedAggregates } from "../../salesforce/records/aggregates.ts";
import { completeChildren } from "../../salesforce/records/children.ts";
import { withoutRepeats } from "../../salesforce/records/compounds.ts";
import {
  filledIn,
  isChildResult,
  type SalesforceRecord,
  shownRecords,
  stripped,
} from "../../salesforce/records/rows.ts";
import type { QueryPage, SaveResult } from "../../salesforce/rest/answers.ts";
import type { Salesforce } from "../../salesforce/rest/client.ts";
import { errorItems, isCollateral, joinedErrors } from "../../salesforce/rest/errors.ts";
import { selectList } from "../../salesforce/soql/select-list.ts";
import { Failed } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { unanswered } from "../collection.ts";

/** One answered part of a composite or batch. */
interface Part {
  name: string;
  status: number;
  url: string;
  body: unknown;
  /** Rows of child queries are missing in it. */
  short?: boolean;
  /** What was asked, as it would be asked alone. */
  asked: Record<string, unknown>;
}

/**
 * Children of the rows that a query inside answers are fetched as executeQuery does it. What the other parts did
 * stands by then, so a failure costs this part some children and the answer nothing.
 */
async function withChildren(salesforce: Salesforce, part: Part): Promise<Part> {
  if (!isChildResult(part.body)) return part;
  try {
    await completeChildren(salesforce, part.body.records);
    return part;
  } catch {
    return { ...part, short: true };
  }
}

interface Whole {
  /** Whether one failure undoes all. */
  all: boolean;
  /** How many parts were sent. */
  asked: number;
  /** Whether all was tried and rolled back. */
  dryRun?: boolean;
}

/** The answer to a composite or batch: what failed and why comes first, then each part that succeeded by its name. */
export async function answerWithChildren(context: ToolContext, parts: readonly Part[], whole: Whole) {
  return answerOf(
    await Promise.all(parts.map((part) => withChildren(context.salesforce, part))),
    whole,
    context,
  );
}

/** A hint for each kind of failure, with the first part that met it. */
async function hinted(culprits: readonly Part[], { hint }: ToolContext): Promise<object[]> {
  const seen = new Set<string>();
  return Promise.all(
    culprits.map(async (part) => {
      const items = errorItems(part.body);
      const said = errorOf(part);
      const kind = `${said.code}:${said.message}`;
      const [item] = seen.has(kind) ? [] : items;
      seen.add(kind);
      const advice = item && (await hint(item, part.asked));
      return { part: part.name, status: part.status, ...said, ...(advice && { hint: advice }) };
    }),
  );
}

/** `nothing was kept: 1 failed, 2 rolled back with it`. */
function summaryOf(all: number, failed: number, halted: number, nothing: boolean): string {
  if (failed + halted === 0) return `all ${all} succeeded`;
  if (!nothing) return `${failed + halted} of ${all} failed`;
  return `nothing was kept: ${failed} failed${halted > 0 ? `, ${halted} rolled back with ${failed === 1 ? "it" : "them"}` : ""}`;
}

function errorOf({ body }: Part): { code: string; message: string; fields?: string[] } {
  return joinedErrors(errorItems(body), body);
}

/** Only taken along by another part. */
function isHalted(part: Part): boolean {
  return isCollateral(errorOf(part));
}

/**
 * A query's page keeps its figures: a count has nothing else, and nextRecordsUrl leads to the rows that follow.
 * Rows of GROUP BY have the statement's names, where the part holds the statement.
 */
function pageOf(page: Partial<QueryPage>, { short = false, asked }: Part): unknown {
  const { totalSize, done, nextRecordsUrl, records } = page;
  const { soql } = asked;
  const { items } = selectList(typeof soql === "string" ? soql : "");
  return {
    ...(short && { incomplete: "rows of child queries are missing; executeQuery shows them all" }),
    totalSize,
    done,
    ...(nextRecordsUrl && { nextRecordsUrl }),
    records: records && shownRecords(namedAggregates(records, items)),
  };
}

function successOf(part: Part): unknown {
  const { status, url, body } = part;
  if (body === null || body === undefined) return status;
  if (typeof body !== "object") return body;
  if (isChildResult(body)) return pageOf(body as Partial<QueryPage>, part);
  const { id, created } = body as SaveResult;
  if (typeof id === "string" && "success" in body) return { id, ...(created !== undefined && { created }) };
  const plain = stripped(isObject(body) ? withoutRepeats(body) : body);
  // As in getRecord: nulls are shown, and long texts whole, only where the fields were named.
  return "attributes" in body && !/[?&]fields=/i.test(url)
    ? shortened(filledIn(plain as SalesforceRecord))
    : plain;
}

function isFailedSave(item: unknown): boolean {
  return typeof item === "object" && item !== null && "success" in item && item.success === false;
}

/** An upsert that found several records answers 300 and their addresses, and did nothing. */
function severalMatches(body: unknown): { errorCode: string; message: string } {
  const urls = Array.isArray(body) ? body : [];
  const ids = urls.map((url) => String(url).split("/").at(-1));
  return {
    errorCode: "MULTIPLE_MATCHES",
    message: `${ids.length} records have this external id: ${ids.join(", ")}`,
  };
}

/** What succeeded or failed for itself: a part, or each record of a collection inside it of which some failed. */
function unitsOf(part: Part): Part[] {
  const { name, status, body } = part;
  if (status === 300) return [{ ...part, status: 400, body: [severalMatches(body)] }];
  if (status < 300 && isFailedSave(body))
    return [{ ...part, status: 400, body: (body as SaveResult).errors }];
  if (status > 300 || !Array.isArray(body) || !body.some(isFailedSave)) return [part];
  return body.map((item, index) => {
    const failed = isFailedSave(item);
    const inner: unknown = failed ? (item as SaveResult).errors : item;
    return { ...part, name: `${name}[${index}]`, status: failed ? 400 : status, body: inner };
  });
}

/** The answer to a dry run: what fails first, and what stands behind it, of which Salesforce says nothing. */
function wouldFail(
  parts: readonly Part[],
  culprits: readonly Part[],
  failed: readonly object[],
): Failed | undefined {
  const [first] = culprits;
  if (first === undefined) return undefined;
  const behind = parts.slice(parts.indexOf(first)).filter(isHalted);
  // Records of one collection are all judged.
  const notJudged = behind.map(({ name }) => name).filter((name) => !name.includes("["));
  const rest =
    notJudged.length > 0
      ? `, ${notJudged.length} behind ${culprits.length === 1 ? "it" : "them"} not judged`
      : "";
  const summary = `a dry run, nothing was kept: ${culprits.length} would fail${rest}`;
  const { code, message } = errorOf(first);
  const value = { summary, wouldFail: failed, ...(notJudged.length > 0 && { notJudged }) };
  return new Failed(value, code, message);
}

/**
 * Whether a part failed in the way that undoes all. Beside an upsert that found several records the others are kept, or
 * say themselves that they were halted.
 */
function undoesAll(part: Part): boolean {
  return part.status !== 300 && unitsOf(part).some(({ status }) => status >= 400);
}

/** Failures first, the culprits before those they took along. What reads as saved but was rolled back is left out. */
async function answerOf(
  answered: readonly Part[],
  { all, asked, dryRun }: Whole,
  context: ToolContext,
): Promise<unknown> {
  const parts = answered.flatMap(unitsOf);
  const bad = parts.filter(({ status }) => status >= 400);
  const good = parts.filter(({ status }) => status < 400);
  const culprits = bad.filter((part) => !isHalted(part));
  const halted = bad.filter(isHalted).map(({ name }) => name);
  const failed = await hinted(culprits, context);
  const refused = dryRun ? wouldFail(parts, culprits, failed) : undefined;
  if (refused) return refused;
  const nothing = bad.length > 0 && ((all && answered.some(undoesAll)) || good.length === 0);
  const summary = summaryOf(parts.length, culprits.length, halted.length, nothing);
  const results = Object.fromEntries(good.map((part) => [part.name, successOf(part)]));
  const problem = unanswered(answered.length, asked);
  const value = {
    summary: problem ?? summary,
    ...(failed.length > 0 && { failed }),
    ...(halted.length > 0 && { haltedWithThem: halted.length, halted }),
    ...(!nothing && { results }),
  };
  if (problem !== undefined) return new Failed(value, "UNEXPECTED_RESPONSE", problem);
  const [first] = culprits.map(errorOf);
  return nothing
    ? new Failed(value, first?.code ?? "PROCESSING_HALTED", first?.message ?? "All parts were halted.")
    : value;
}
