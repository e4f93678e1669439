import { sameId } from "../salesforce/records/identity.ts";
import type { BackupFile } from "../salesforce/rest/client.ts";

/** A parent that was named by its external id: what stands behind `path` is `value`; not known where the path is empty. */
export interface ByParentKey {
  path: string;
  value: unknown;
}

/** What became of one record. */
export interface RecordChange {
  /** API name. */
  object: string;
  id: string;
  did: "created" | "updated" | "deleted" | "undeleted";
  /** The fields that were touched, as they were; missing where they could not be read. */
  before?: Record<string, unknown>;
  /** What was written into them, by API name. */
  after?: Record<string, unknown>;
  /** Parents that were named by external id, by the field that refers to them. */
  afterByKey?: Record<string, ByParentKey>;
  /** Why this record cannot be taken back. */
  reason?: string;
  /** The change that took it back. */
  undoneBy?: string;
  /** The changes that this one took back. */
  undoes?: string[];
}

/** One change, which undoChange takes back as a whole. */
export interface Change {
  /** `c7`; where changes are kept beyond their process, `c7-x4f2`. */
  id: string;
  /** When it was answered, in milliseconds since the epoch, by this machine's clock. */
  time: number;
  /** The same moment by Salesforce's clock, in which LastModifiedDate is told. */
  answered: number;
  tool: string;
  client: string;
  operation: string;
  /** Objects by API name, as far as they are known. */
  objects: string[];
  records: RecordChange[];
  /** How many records, where they are not kept one by one. */
  count?: number;
  /** Bulk jobs of this change. */
  jobs?: string[];
  /** The file that holds what these jobs changed as it was. */
  backup?: BackupFile;
  /** Why it cannot be taken back, as far as that is not a matter of single records. */
  reason?: string;
  /** Its records, which are not kept one by one, were all taken back. */
  takenBack?: true;
}

/** A change as it is noted: the journal gives it its id. */
export type NewChange = Omit<Change, "id">;

/** Records that are kept at most, and characters of their values; then the oldest changes lose theirs. */
const mostRecords = 10_000;
const mostCharacters = 12_000_000;
/** Changes that are listed at most; then the oldest of those that cannot be taken back are no longer. */
const mostChanges = 20_000;
const forgotten =
  "the journal keeps 10,000 records and 12 million characters of values, and these were among the oldest";

const tooManyRecords = "it is about more records than the journal keeps";

/** In place of the change that took a record back, where the org held nothing of it any more. */
const nothingLeft = "nothing of it is left";

/** How much of the journal a change takes. */
interface Weight {
  records: number;
  characters: number;
}

/** Texts count by their length; whatever else a field holds takes about as much as a short one. */
function charactersOf(values: Readonly<Record<string, unknown>> = {}): number {
  return Object.values(values).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 8),
    0,
  );
}

function charactersIn(records: readonly RecordChange[]): number {
  return records.reduce((sum, { before, after }) => sum + charactersOf(before) + charactersOf(after), 0);
}

/** Whether something of a change is left that undoChange could take back. */
export function canUndo(change: Change): boolean {
  // The records of a bulk job are asked of the job when they are needed.
  if (change.jobs !== undefined && change.records.length === 0)
    return change.reason === undefined && !change.takenBack;
  return change.records.some((record) => record.reason === undefined && record.undoneBy === undefined);
}

/** Why nothing of a change can be taken back. */
export function whyNot(change: Change): string | undefined {
  if (canUndo(change)) return undefined;
  if (change.takenBack) return "taken back";
  const undone = change.records.find(({ undoneBy }) => undoneBy !== undefined)?.undoneBy;
  if (undone !== undefined) return undone === nothingLeft ? undone : `taken back by ${undone}`;
  return (
    change.reason ?? change.records.find(({ reason }) => reason !== undefined)?.reason ?? "it kept nothing"
  );
}

/** What a process wrote: a change as it is from then on, or the id of one that is none after all. */
export interface KeptLine {
  /** The end of the ids of the process that wrote it. */
  by: string;
  change?: Change;
  gone?: string;
}

/** Where changes outlive their process. */
export interface Keeping {
  /** With it ends the id of every change of this process. */
  readonly ending: string;
  write(line: Omit<KeptLine, "by">): void;
  /** What other processes have written since the last call, oldest first. */
  others(): KeptLine[];
}

/** The changes of one process, oldest first; where they are kept, those of others to the same org too. */
export class ChangeJournal {
  #changes: Change[] = [];
  #count = 0;
  readonly #weights = new Map<Change, Weight>();
  readonly #all: Weight = { records: 0, characters: 0 };
  #begun = 0;
  #kept: Keeping | undefined;

  /** Keeps changes beyond this process from now on, and takes in what others have kept; `open` is called once. */
  keepIn(open: () => Keeping): void {
    this.#kept ??= open();
    for (const { change, gone } of this.#kept.others()) {
      if (change !== undefined) this.#takeIn(change);
      if (gone !== undefined) this.#drop(gone);
    }
    this.#changes.sort((one, other) => one.time - other.time);
    for (const change of this.#changes) this.#weigh(change);
    this.#forgetOldest();
    this.#unlistOldest();
  }

  #drop(gone: string): void {
    const change = this.get(gone);
    if (change === undefined) return;
    this.#unweigh(change);
    this.#changes = this.#changes.filter(({ id }) => id !== gone);
  }

  #takeIn(change: Change): void {
    const known = this.get(change.id);
    if (known === undefined) this.#changes.push(change);
    else Object.assign(known, change);
  }

  /** Keeps that a write is under way, so that it is known of when the process dies in it. */
  begin(change: NewChange): string | undefined {
    if (this.#kept === undefined) return undefined;
    const id = `c${++this.#begun}w-${this.#kept.ending}`;
    this.#kept.write({ change: { id, ...change } });
    return id;
  }

  /** Takes back what `begin` kept, once the write's own change is noted. */
  ended(id: string): void {
    this.#kept?.write({ gone: id });
  }

  /** Whether a change is of this process. */
  isOwn({ id }: Change): boolean {
    return this.#kept === undefined || id.endsWith(`-${this.#kept.ending}`);
  }

  #keep(change: Change): void {
    this.#kept?.write({ change });
  }

  add(noted: NewChange): Change {
    const ending = this.#kept === undefined ? "" : `-${this.#kept.ending}`;
    const change = { id: `c${++this.#count}${ending}`, ...noted };
    this.#changes.push(change);
    this.#weigh(change);
    this.#forgetOldest();
    this.#unlistOldest();
    this.#keep(change);
    return change;
  }

  /** Counts a change's records, once more when they have changed. */
  #weigh(change: Change): void {
    const before = this.#weights.get(change);
    const now = { records: change.records.length, characters: charactersIn(change.records) };
    this.#weights.set(change, now);
    this.#all.records += now.records - (before?.records ?? 0);
    this.#all.characters += now.characters - (before?.characters ?? 0);
  }

  #unweigh(change: Change): void {
    this.#weigh(Object.assign(change, { records: [] }));
    this.#weights.delete(change);
  }

  #forgetOldest(): void {
    for (const change of this.#changes) {
      if (this.#all.records <= mostRecords && this.#all.characters <= mostCharacters) return;
      // The newest stays whole, however large it is.
      if (change === this.#changes.at(-1)) return;
      if (change.records.length === 0) continue;
      Object.assign(change, { count: change.records.length, records: [], reason: forgotten });
      this.#weigh(change);
    }
  }

  #unlistOldest(): void {
    while (this.#changes.length > mostChanges) {
      const oldest = Math.max(
        this.#changes.findIndex((change) => !canUndo(change)),
        0,
      );
      for (const change of this.#changes.splice(oldest, 1)) this.#unweigh(change);
    }
  }

  /** Says that a change has become another. One that has grown too long is only counted from then on. */
  altered(change: Change): void {
    if (change.records.length > mostRecords) {
      const count = (change.count ?? 0) + change.records.length;
      Object.assign(change, { count, records: [], reason: tooManyRecords });
    }
    this.#weigh(change);
    this.#forgetOldest();
    this.#keep(change);
  }

  /** Says that all records of a change are as they were before it. */
  takenBack(change: Change): void {
    change.takenBack = true;
    this.#keep(change);
  }

  get(id: string): Change | undefined {
    return this.#changes.find((change) => change.id === id);
  }

  /** All changes, oldest first. */
  all(): readonly Change[] {
    return this.#changes;
  }

  /** Those behind this one, oldest first. */
  after(change: Change): readonly Change[] {
    // By its id, since a part of a change stands for it too.
    return this.#changes.slice(this.#changes.findIndex(({ id }) => id === change.id) + 1);
  }

  /** Notes which records of earlier changes these records of a change take back. */
  markTaken(change: Change, records: readonly RecordChange[]): void {
    for (const record of records) this.#toggle(change, record);
  }

  /** What an undo took back is undone; when the undo itself is taken back, that holds again. */
  #toggle(by: Change, { id, undoes = [], undoneBy }: RecordChange): void {
    for (const name of undoes) {
      const change = this.get(name);
      const taken = change?.records.filter((record) => sameId(record.id, id)) ?? [];
      for (const record of taken) {
        if (undoneBy === undefined) record.undoneBy = by.id;
        else delete record.undoneBy;
        if (change) this.#toggle(change, record);
      }
      if (change) this.#keep(change);
    }
  }

  /** Notes that nothing of a record is left to take back. */
  settled(change: Change, record: RecordChange): void {
    record.undoneBy = nothingLeft;
    this.#keep(change);
  }
}
