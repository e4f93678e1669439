import { ToolError } from "../errors.ts";
import { describeObject } from "../salesforce/metadata/describe.ts";
import { shortId } from "../salesforce/records/identity.ts";
import type { ObjectDescribe, SaveResult } from "../salesforce/rest/answers.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { errorItems, joinedErrors } from "../salesforce/rest/errors.ts";
import { byObject, currentRecords, partsOf } from "./current.ts";
import type { Change, ChangeJournal } from "./journal.ts";
import { type NetRecord, netOf } from "./net.ts";
import { type Deciding, type Step, stepFor } from "./steps.ts";

/** As many records as one request takes back (REST API Developer Guide, sObject Collections). */
const mostRecords = 200;

/** A record that could not be taken back although it was tried, in Salesforce's words. */
export interface FailedStep {
  step: Step;
  code: string;
  message: string;
}

export interface Undone {
  /** All steps, as they were decided in the end. */
  steps: Step[];
  done: Step[];
  failed: FailedStep[];
}

/** What an undo needs beside its steps. */
export interface UndoScope {
  salesforce: Salesforce;
  journal: ChangeJournal;
  /** Takes back also what others changed. */
  force: boolean;
  progress(done: number, all: number): void;
}

/** The changes that are to be taken back, oldest first. Throws BAD_ARGUMENT where there is none of that name or time. */
export function changesOf(
  { change, since }: { change?: string | undefined; since?: string | undefined },
  journal: ChangeJournal,
): Change[] {
  const name = change ?? since ?? "";
  const found = journal.get(name);
  if (change !== undefined && found) return [found];
  const own = journal.all().filter((one) => journal.isOwn(one));
  if (since !== undefined && found)
    return [found, ...journal.after(found).filter((one) => journal.isOwn(one))];
  const time = since === undefined || /^c\d/.test(since) ? Number.NaN : momentOf(since);
  if (!Number.isNaN(time)) return own.filter((one) => one.time >= time);
  throw unknownChange(change === undefined ? "since" : "change", name);
}

/** ISO, read as this machine's clock and as UTC where it names no zone. */
function momentOf(text: string): number {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.trim());
  const plain = text.trim().replace(" ", "T");
  const full = /^\d{4}-\d{2}-\d{2}$/.test(plain) ? `${plain}T00:00:00` : plain;
  return Date.parse(zoned ? full.replace(/([+-]\d{2})(\d{2})$/, "$1:$2") : `${full}Z`);
}

function unknownChange(argument: string, name: string): ToolError {
  const times = argument === "since" ? ", or a time such as 2026-05-06T11:29:09Z" : "";
  return new ToolError(
    "BAD_ARGUMENT",
    `${argument}: there is no change ${JSON.stringify(name)}. Nothing was sent.`,
    `Give the id of a change${times}; listChanges lists them. Without SALESFORCE_UNDO=keep the changes of a process end with it.`,
  );
}

/** The steps for these records, by what the org holds; `comesBack` says which of them come back from the bin by an undelete. */
async function decided(
  nets: readonly NetRecord[],
  { salesforce, force }: UndoScope,
  comesBack: (step: Step, steps: readonly Step[]) => boolean,
  back: Deciding["back"] = new Set(),
): Promise<Step[]> {
  const known = nets.filter(
    ({ object, action, reason }) => object !== "" && action !== "none" && reason === undefined,
  );
  const current = await currentRecords(salesforce, known);
  const describes = new Map<string, ObjectDescribe>();
  for (const [{ object } = { object: "" }] of byObject(known))
    describes.set(object.toLowerCase(), await describeObject(salesforce, object));
  const stepOf = (net: NetRecord, again: boolean) => {
    const describe = describes.get(net.object.toLowerCase()) ?? { fields: [] };
    return stepFor(net, current.get(shortId(net.id)), { describe, force, comesBack: again, back });
  };
  const steps = nets.map((net) => stepOf(net, false));
  return steps.map((step) => (comesBack(step, steps) ? stepOf(step.net, true) : step));
}

/** What would be done to each record, the newest first. It only reads. */
export async function stepsOf(changes: readonly Change[], scope: UndoScope): Promise<Step[]> {
  const nets = netOf(changes, scope.journal).filter(({ taken }) => taken.length > 0);
  return decided(
    nets,
    scope,
    ({ binned }, steps) => binned === true && steps.some(({ action }) => action === "undelete"),
  );
}

/**
 * The other steps once more after an undelete: it brings back records that were deleted along with those it names, and
 * lookups that were emptied with them.
 */
async function afterUndelete(steps: readonly Step[], scope: UndoScope): Promise<Step[]> {
  const binned = new Set(steps.filter((step) => step.binned).map(({ net }) => net));
  const others = steps.filter(({ action }) => action !== "undelete").map(({ net }) => net);
  if (others.length === 0) return [...steps];
  const cameBack = (step: Step) => !step.binned && binned.has(step.net);
  const named = steps.filter(({ action }) => action === "undelete").map(({ net }) => net);
  const back = new Set([...binned, ...named].map(({ id }) => shortId(id)));
  const again = new Map((await decided(others, scope, cameBack, back)).map((step) => [step.net, step]));
  return steps.map((step) => again.get(step.net) ?? step);
}

/** The changes of a step, for the journal. */
function undoesOf(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    steps.map(({ net }) => [shortId(net.id), [...new Set(net.taken.map(({ change }) => change.id))]]),
  );
}

/** The outcome of some steps of one request; what was deleted along with its parent is as gone as was asked for. */
export function outcomes(steps: readonly Step[], results: readonly SaveResult[], undone: Undone): void {
  for (const [index, step] of steps.entries()) {
    const result = results[index];
    const { code, message } = joinedErrors(errorItems(result?.errors));
    const gone = step.action === "delete" && code === "ENTITY_IS_DELETED";
    if (result?.success || gone) undone.done.push(step);
    else if (result === undefined)
      undone.failed.push({ step, code: "UNEXPECTED_RESPONSE", message: "the answer does not tell" });
    else undone.failed.push({ step, code, message });
  }
}

async function putBack(steps: readonly Step[], scope: UndoScope, undone: Undone): Promise<void> {
  for (const group of byObject(steps.map((step) => ({ ...step.net, step }))))
    for (const part of partsOf(group, mostRecords)) {
      const records = part.map(({ object, id, step }) => ({
        attributes: { type: object },
        Id: id,
        ...step.values,
      }));
      const own = part.map(({ step }) => step);
      const results = await scope.salesforce.patch<SaveResult[]>(
        "/composite/sobjects",
        { allOrNone: false, records },
        { undoes: undoesOf(own) },
      );
      outcomes(own, results, undone);
      scope.progress(undone.done.length, steps.length);
    }
}

async function removeCreated(steps: readonly Step[], scope: UndoScope, undone: Undone): Promise<void> {
  for (const part of partsOf(steps, mostRecords)) {
    const query = { ids: part.map(({ net }) => net.id).join(","), allOrNone: false };
    const options = { query, undoes: undoesOf(part) };
    outcomes(part, await scope.salesforce.delete<SaveResult[]>("/composite/sobjects", options), undone);
    scope.progress(undone.done.length, steps.length);
  }
}

async function bringBack(steps: readonly Step[], scope: UndoScope, undone: Undone): Promise<void> {
  const { undelete } = await import("../salesforce/soap/undelete.ts");
  for (const part of partsOf(steps, mostRecords)) {
    const records = part.map(({ net: { object, id } }) => ({ object, id }));
    outcomes(part, await undelete(scope.salesforce, records, undoesOf(part)), undone);
    scope.progress(undone.done.length, steps.length);
  }
}

/**
 * A record that was created may hold a unique value that another had before it was deleted or changed: once the new
 * one is gone, what failed for that is tried once more.
 */
async function tryAgain(scope: UndoScope, undone: Undone): Promise<void> {
  const taken = ({ code }: FailedStep) => code === "DUPLICATE_VALUE";
  const steps = undone.failed.filter(taken).map(({ step }) => step);
  undone.failed = undone.failed.filter((failure) => !taken(failure));
  const deleted = of(steps, "undelete");
  if (deleted.length > 0) await bringBack(deleted, scope, undone);
  const back = deleted.filter(({ values }) => Object.keys(values).length > 0).filter(isListed(undone.done));
  await putBack([...of(steps, "put back"), ...back], scope, undone);
  const came = deleted.filter(isListed(undone.done));
  if (came.length > 0) await takeAlong(came, scope, undone);
}

/** What came back along with these records, and could not be taken back as long as it was gone. */
async function takeAlong(came: readonly Step[], scope: UndoScope, undone: Undone): Promise<void> {
  const gone = undone.steps.filter(({ action, binned }) => action === "cannot" && binned === true);
  const again = (await afterUndelete([...came, ...gone], scope)).slice(came.length);
  const byNet = new Map(again.map((step) => [step.net, step]));
  undone.steps = undone.steps.map((step) => byNet.get(step.net) ?? step);
  await putBack(of(again, "put back"), scope, undone);
  await removeCreated(of(again, "delete"), scope, undone);
}

/** Nothing of these records is left to take back, so they are not looked at again. */
function settle(steps: readonly Step[], journal: ChangeJournal): void {
  for (const { action, net } of steps) {
    if (action !== "nothing") continue;
    for (const { change, record } of net.taken) journal.settled(change, record);
  }
}

const of = (steps: readonly Step[], action: Step["action"]) => steps.filter((step) => step.action === action);

/**
 * Does what the steps say: undeletes first, then puts back values, then deletes what was created, children before
 * their parents. Each record stands or falls by itself.
 */
export async function undo(planned: readonly Step[], scope: UndoScope): Promise<Undone> {
  const undone: Undone = { steps: [...planned], done: [], failed: [] };
  const deleted = of(planned, "undelete");
  if (deleted.length > 0) {
    await bringBack(deleted, scope, undone);
    undone.steps = await afterUndelete(planned, scope);
  }
  const { steps } = undone;
  const back = undone.done.filter(({ values }) => Object.keys(values).length > 0);
  await putBack([...of(steps, "put back"), ...back.filter(isListed(deleted))], scope, undone);
  const created = of(steps, "delete");
  if (created.length > 0) await removeCreated(created, scope, undone);
  if (created.length > 0) await tryAgain(scope, undone);
  settle(steps, scope.journal);
  return { ...undone, done: [...new Set(undone.done)] };
}

const isListed = (steps: readonly Step[]) => (step: Step) => steps.includes(step);
