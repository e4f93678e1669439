import { isObject, type JsonObject } from "../json-object.ts";
import { withoutRecycleBin } from "../salesforce/metadata/recycle-bin.ts";
import { shortId } from "../salesforce/records/identity.ts";
import type { Answer, BackupFile, Salesforce, Watch, WriteRequest } from "../salesforce/rest/client.ts";
import { within } from "../waiting/signals.ts";
import { BeforeImages, beforeImages } from "./before.ts";
import { type Change, type ChangeJournal, canUndo, type RecordChange, whyNot } from "./journal.ts";
import { recordChanges, wasKept } from "./outcomes.ts";
import { type Answered, type Write, writesIn } from "./writes.ts";

/** What is noted of every change of a call. */
export interface NotedCall {
  tool: string;
  client: string;
  /** The object that the call names, for writes whose address does not. */
  object: string | undefined;
  /** Each part of a composite or batch request is a change of its own. */
  byPart: boolean;
}

/** What one write of the call came to. */
interface Noted {
  part: string | undefined;
  operation: string;
  objects: string[];
  records: RecordChange[];
  reason?: string | undefined;
  job?: string | undefined;
  backup?: BackupFile | undefined;
  /** When it was answered, by Salesforce's clock. */
  answered: number;
}

const fateUnknown = "the answer was lost, so nobody knows whether it was made";

/** How long an answer waits to hear whether there is a recycle bin for what was deleted. */
const binMilliseconds = 2_000;

/** What is the same for all writes of a request. */
interface Facts {
  /** Objects without a recycle bin, in lower case. */
  binless: ReadonlySet<string>;
  /** By Salesforce's clock. */
  answered: number;
  undoes: WriteRequest["options"]["undoes"];
}

/** The answer's Date, in milliseconds; Salesforce tells whole seconds. */
function clockOf({ date = "" }: Record<string, string>): number {
  const time = Date.parse(date);
  return Number.isNaN(time) ? Date.now() : time;
}

function objectsOf(write: Write, object: string | undefined): string[] {
  return [...new Set(write.records.flatMap((record) => record.object ?? object ?? []))];
}

/** The objects whose records a write deletes; that of a job is the call's. */
function deletedBy(write: Write, object: string | undefined): string[] {
  if ((write.bulk ?? write.operation) !== "delete") return [];
  return write.bulk === undefined || object === undefined ? objectsOf(write, object) : [object];
}

/** Why what is deleted of an object cannot be taken back, where that is so. */
function whyGone(object: string, { binless }: Facts): string | undefined {
  return binless.has(object.toLowerCase()) ? `Salesforce has no recycle bin for ${object}` : undefined;
}

/** Watches the writes of one call, and notes in the journal what they changed. */
export class CallChanges {
  readonly #journal: ChangeJournal;
  readonly #call: NotedCall;
  readonly #salesforce: () => Promise<Salesforce>;
  #noted: Noted[] = [];
  /** By part, once the call has ended; what goes on behind it adds to these. */
  readonly changes = new Map<string, Change>();
  #ended = false;
  /** Writes that are kept as being under way. */
  #begun: string[] = [];

  constructor(journal: ChangeJournal, call: NotedCall, salesforce: () => Promise<Salesforce>) {
    this.#journal = journal;
    this.#call = call;
    this.#salesforce = salesforce;
  }

  readonly watch: Watch = async <T>(request: WriteRequest, send: () => Promise<Answer<T>>) => {
    const writes = writesIn(request);
    if (writes.length === 0) return send();
    const salesforce = await this.#salesforce();
    const images = await beforeImages(salesforce, writes);
    const { trace } = salesforce;
    const uncertain = trace.uncertain;
    for (const write of writes) this.#begin(write);
    try {
      const [binless, answer] = await Promise.all([this.#binless(salesforce, writes), send()]);
      const facts = { binless, answered: clockOf(answer.headers), undoes: request.options.undoes };
      for (const write of writes) this.#answered(write, answer, images, facts);
      return answer;
    } catch (error) {
      if (trace.uncertain && !uncertain) for (const write of writes) this.#lost(write);
      throw error;
    } finally {
      if (this.#ended) this.end();
    }
  };

  /** The objects that are deleted from and have no recycle bin; asked beside the write. */
  async #binless(salesforce: Salesforce, writes: readonly Write[]): Promise<ReadonlySet<string>> {
    const objects = writes.flatMap((write) => deletedBy(write, this.#call.object));
    if (objects.length === 0) return new Set();
    return within<ReadonlySet<string>>(binMilliseconds, withoutRecycleBin(salesforce, objects), new Set());
  }

  /** Notes writes that were kept against all expectation, so that nothing was read before them. */
  unexpected(writes: readonly Write[], answer: Answer<unknown>): void {
    const images = new BeforeImages("it was sent as a dry run, so its fields were not read before");
    const facts = { binless: new Set<string>(), answered: clockOf(answer.headers), undoes: undefined };
    for (const write of writes) this.#answered(write, answer, images, facts);
    this.end();
  }

  #answered(write: Write, whole: Answered, images: BeforeImages, facts: Facts): void {
    const answer = write.answerIn(whole);
    if (answer === undefined || !wasKept(write, answer)) return;
    const changed = recordChanges(write, answer, images);
    images.written(changed);
    const records = changed.map((record) => {
      const undoes = facts.undoes?.get(shortId(record.id)) ?? [];
      const named = this.#named(record);
      const reason = record.did === "deleted" ? whyGone(named.object, facts) : undefined;
      return {
        ...named,
        ...(reason !== undefined && { reason }),
        ...(undoes.length > 0 && { undoes: [...undoes] }),
      };
    });
    const job = write.bulk !== undefined && isObject(answer.body) ? String(answer.body["id"]) : undefined;
    // Records that are named have a reason each.
    const [ofJob] = job === undefined ? [] : deletedBy(write, this.#call.object);
    const reason = write.reason ?? (ofJob === undefined ? undefined : whyGone(ofJob, facts));
    this.#note(write, { records, reason, job, answered: facts.answered });
  }

  /** Collections of deletes name ids alone. */
  #named(record: RecordChange): RecordChange {
    return record.object === "" ? { ...record, object: this.#call.object ?? "" } : record;
  }

  /** The records of a write of unknown fate, as far as their ids are known. */
  #unknown(write: Write): RecordChange[] {
    return write.records.flatMap(({ object = this.#call.object ?? "", id }): RecordChange[] =>
      id === undefined ? [] : [{ object, id, did: "updated", reason: fateUnknown }],
    );
  }

  #begin(write: Write): void {
    const { tool, client, object } = this.#call;
    const now = Date.now();
    const facts = {
      tool,
      client,
      operation: write.bulk ?? write.operation,
      objects: objectsOf(write, object),
    };
    const records = this.#unknown(write);
    const id = this.#journal.begin({ time: now, answered: now, ...facts, records, reason: fateUnknown });
    if (id !== undefined) this.#begun.push(id);
  }

  #lost(write: Write): void {
    this.#note(write, { records: this.#unknown(write), reason: fateUnknown, answered: Date.now() });
  }

  #note(write: Write, noted: Pick<Noted, "records" | "reason" | "job" | "answered">): void {
    const operation = write.bulk ?? write.operation;
    const { part, backup } = write;
    this.#noted.push({ part, operation, objects: objectsOf(write, this.#call.object), backup, ...noted });
  }

  /** Writes what was noted into the journal; a call of which nothing was kept leaves no change. */
  end(): void {
    this.#ended = true;
    for (const noted of this.#noted) this.#enter(noted);
    this.#noted = [];
    for (const id of this.#begun.splice(0)) this.#journal.ended(id);
  }

  #enter({ part, operation, objects, records, reason, job, backup, answered }: Noted): void {
    const key = this.#call.byPart ? (part ?? "") : "";
    const known = this.changes.get(key);
    const { tool, client } = this.#call;
    const jobs = job === undefined ? {} : { jobs: [job], ...(backup && { backup }) };
    if (known === undefined) {
      const change = { time: Date.now(), answered, tool, client, operation, objects, records, ...jobs };
      const added = this.#journal.add({ ...change, ...(reason !== undefined && { reason }) });
      this.changes.set(key, added);
      this.#journal.markTaken(added, records);
      return;
    }
    known.operation = [...new Set([...known.operation.split("+"), operation])].join("+");
    known.objects = [...new Set([...known.objects, ...objects])];
    known.records.push(...records);
    known.answered = Math.max(known.answered, answered);
    if (job !== undefined) known.jobs = [...(known.jobs ?? []), job];
    if (reason !== undefined) known.reason ??= reason;
    this.#journal.altered(known);
    this.#journal.markTaken(known, records);
  }

  /** The tool's value with the ids of its changes, and why one of them cannot be taken back. */
  shownIn(value: unknown): unknown {
    if (this.changes.size === 0) return value;
    const whole = this.changes.get("");
    // A text stays one, with its change on a line of its own.
    if (typeof value === "string" && whole !== undefined && !this.#call.byPart)
      return `${value}\n${JSON.stringify(factsOf(whole))}`;
    if (!this.#call.byPart) return withChange(value, whole);
    const results = isObject(value) && isObject(value["results"]) ? { ...value["results"] } : {};
    const others: JsonObject = {};
    for (const [part, change] of this.changes) {
      if (part in results) results[part] = withChange(results[part], change);
      else others[part] = factsOf(change);
    }
    const more = Object.keys(others).length > 0 ? { changes: others } : {};
    return { ...(isObject(value) ? value : { result: value }), results, ...more };
  }
}

/** `{"change":"c7"}`, and where it cannot be taken back, why. */
function factsOf(change: Change): JsonObject {
  if (!canUndo(change)) return { change: change.id, canUndo: false, reason: whyNot(change) };
  const without = change.records.filter(({ reason }) => reason !== undefined);
  const [first] = without;
  if (first === undefined) return { change: change.id };
  const note = `${without.length} of ${change.records.length} records cannot be taken back: ${first.reason}`;
  return { change: change.id, undoNote: note };
}

function withChange(value: unknown, change: Change | undefined): unknown {
  if (change === undefined) return value;
  const facts = factsOf(change);
  if (isObject(value)) return { ...value, ...facts };
  return typeof value === "number" ? { status: value, ...facts } : { result: value, ...facts };
}
