import { sameId, shortId } from "../salesforce/records/identity.ts";
import type { ByParentKey, Change, ChangeJournal, RecordChange } from "./journal.ts";

/** What taking back some changes comes to for one record. */
export interface NetRecord {
  object: string;
  id: string;
  /** What is to be done; `none` where the changes cancel out. */
  action: "delete" | "put back" | "undelete" | "none";
  /** Fields as they were before the first of the changes. */
  before: Record<string, unknown>;
  /** Fields as the last of the changes left them. */
  left: Record<string, unknown>;
  leftByKey: Record<string, ByParentKey>;
  /** When our last change to the record was answered, by Salesforce's clock. */
  changedByUs: number;
  /** We created the record and touched it never again. */
  onlyCreated: boolean;
  /** The changes that are taken back, with what each did to this record. */
  taken: { change: Change; record: RecordChange }[];
  /** Why it is left alone whatever it holds. */
  reason?: string;
}

type Event = NetRecord["taken"][number];

/** Events of an undo and of what it took back stand for nothing when both are taken back. */
function cancelsOut({ change, record }: Event, range: ReadonlySet<string>): boolean {
  if (record.undoneBy !== undefined) return true;
  return (
    record.undoes !== undefined &&
    record.undoes.length > 0 &&
    record.undoes.every((id) => range.has(id) && id !== change.id)
  );
}

interface State {
  created: boolean;
  deleted: boolean;
  undeleted: boolean;
}

/** What a change wrote into a record, on top of what stood there before. */
function write(net: NetRecord, { change, record }: Event): void {
  net.changedByUs = Math.max(net.changedByUs, change.answered);
  net.left = { ...net.left, ...record.after };
  for (const field of Object.keys(record.after ?? {})) delete net.leftByKey[field];
  for (const [field, key] of Object.entries(record.afterByKey ?? {})) {
    net.leftByKey[field] = key;
    delete net.left[field];
  }
}

function follow(net: NetRecord, state: State, event: Event): void {
  const { record } = event;
  // What these changes created goes with all that they did to it later.
  if (record.reason !== undefined && !state.created) net.reason ??= record.reason;
  if (record.did === "created") state.created = true;
  if (record.did === "deleted") {
    // What was undeleted before is back in the bin.
    if (state.undeleted) state.undeleted = false;
    else state.deleted = true;
  }
  if (record.did === "undeleted") {
    if (state.deleted) state.deleted = false;
    else state.undeleted = true;
  }
  net.before = { ...record.before, ...net.before };
  write(net, event);
}

function actionOf(net: NetRecord, { created, deleted, undeleted }: State): NetRecord["action"] {
  if (created) return deleted ? "none" : "delete";
  if (undeleted) return "delete";
  if (deleted) return "undelete";
  return net.taken.length > 0 ? "put back" : "none";
}

/** Field names are the same without case; values of one field stand under its first spelling. */
function spelledOnce(record: RecordChange, spelling: Map<string, string>): RecordChange {
  const own = (values: Record<string, unknown> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const key = `${record.object} ${name}`.toLowerCase();
        if (!spelling.has(key)) spelling.set(key, name);
        return [spelling.get(key) ?? name, value];
      }),
    );
  return {
    ...record,
    ...(record.before && { before: own(record.before) }),
    ...(record.after && { after: own(record.after) }),
    // The same names stand in it as in a record's values.
    ...(record.afterByKey && { afterByKey: own(record.afterByKey) as Record<string, ByParentKey> }),
  };
}

/** What changes of ours did later to a record. */
function eventsLater(net: NetRecord, later: readonly Change[], spelling: Map<string, string>): Event[] {
  return later.flatMap((change) =>
    change.records
      .filter((record) => sameId(record.id, net.id))
      .map((record) => ({ change, record: spelledOnce(record, spelling) })),
  );
}

/** The later change of ours that stands in the way: it deleted the record, or changed the same fields. */
function inTheWay({ before }: NetRecord, { record }: Event): boolean {
  if (record.undoneBy !== undefined || (record.undoes ?? []).length > 0) return false;
  if (record.did === "deleted") return true;
  return [...Object.keys(record.after ?? {}), ...Object.keys(record.afterByKey ?? {})].some(
    (field) => field in before,
  );
}

function heedLater(net: NetRecord, events: readonly Event[], first: Change | undefined): void {
  if (net.action === "delete") for (const event of events) write(net, event);
  if (net.action !== "put back") return;
  const newer = events.find((event) => inTheWay(net, event))?.change.id;
  if (newer === undefined) return;
  net.reason ??= `${newer} changed it later: take that back first, or everything since ${first?.id}`;
}

interface Followed {
  net: NetRecord;
  state: State;
}

function begun({ object, id }: RecordChange): Followed {
  const net: NetRecord = {
    object,
    id,
    action: "none",
    before: {},
    left: {},
    leftByKey: {},
    changedByUs: 0,
    onlyCreated: false,
    taken: [],
  };
  return { net, state: { created: false, deleted: false, undeleted: false } };
}

/**
 * What taking back these changes (oldest first) comes to, record by record, the newest first. A record that a
 * later change of ours touched in the same fields is left alone, since that one must be taken back first.
 */
export function netOf(changes: readonly Change[], journal: Pick<ChangeJournal, "after">): NetRecord[] {
  const range = new Set(changes.map(({ id }) => id));
  const followed = new Map<string, Followed>();
  const spelling = new Map<string, string>();
  for (const change of changes)
    for (const record of change.records) {
      const key = shortId(record.id);
      const { net, state } = followed.get(key) ?? begun(record);
      followed.set(key, { net, state });
      if (cancelsOut({ change, record }, range)) continue;
      follow(net, state, { change, record: spelledOnce(record, spelling) });
      net.taken.push({ change, record });
    }
  const last = changes.at(-1);
  const later = last === undefined ? [] : journal.after(last);
  return [...followed.values()].reverse().map(({ net, state }) => {
    net.action = actionOf(net, state);
    const events = eventsLater(net, later, spelling);
    net.onlyCreated = state.created && net.taken.length === 1 && events.length === 0;
    heedLater(net, events, changes[0]);
    return net;
  });
}
