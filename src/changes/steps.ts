import { sameId, shortId } from "../salesforce/records/identity.ts";
import type { SalesforceRecord } from "../salesforce/records/rows.ts";
import { sameValue } from "../salesforce/records/same-value.ts";
import type { ObjectDescribe } from "../salesforce/rest/answers.ts";
import { sameName } from "../spelling.ts";
import type { NetRecord } from "./net.ts";

/** What happens to one record when it is taken back. */
export interface Step {
  net: NetRecord;
  /** `nothing`: the org holds it as it was already. `left alone`: somebody changed it. `cannot`: for the reason in `why`. */
  action: "delete" | "put back" | "undelete" | "nothing" | "left alone" | "cannot";
  /** Fields to write, as they were. */
  values: Record<string, unknown>;
  why?: string;
  /** Fields that no longer hold what was left in them. */
  differs?: Record<string, { now: unknown; left: unknown }>;
  /** It lies in the recycle bin, and may come back along with a record that is undeleted. */
  binned?: true;
  /** Who changed the record last, and when. */
  lastModifiedBy?: string;
  lastModifiedDate?: string;
}

/** Salesforce's clock tells the end of our change in whole seconds. */
const clockMilliseconds = 1_000;

function valueAt(row: SalesforceRecord, path: string): unknown {
  const [name = "", ...rest] = path.split(".");
  const value = Object.entries(row).find(([own]) => sameName(own, name))?.[1];
  if (rest.length === 0) return value ?? null;
  return typeof value === "object" && value !== null
    ? valueAt(value as SalesforceRecord, rest.join("."))
    : null;
}

function moment(value: unknown): number {
  return Date.parse(String(value).replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
}

/** By what a step is decided beside the record itself. */
export interface Deciding {
  describe: Pick<ObjectDescribe, "fields">;
  force: boolean;
  /**
   * The record comes back from the recycle bin along with one that is undeleted. Our own delete and undelete have
   * changed it then, so that its last change tells nothing of others.
   */
  comesBack: boolean;
  /** The first 15 characters of the ids of records that an undelete has just brought back. */
  back: ReadonlySet<string>;
}

/** Reads values of one record as they are now. */
class Row {
  readonly #row: SalesforceRecord;
  readonly #describe: Deciding["describe"];
  readonly #comesBack: boolean;
  readonly #back: Deciding["back"];

  constructor(row: SalesforceRecord, { describe, comesBack, back }: Deciding) {
    this.#row = row;
    this.#back = back;
    this.#describe = describe;
    this.#comesBack = comesBack;
  }

  now(path: string): unknown {
    return valueAt(this.#row, path);
  }

  holds(field: string, value: unknown): boolean {
    const known = this.#describe.fields.find(({ name }) => sameName(name, field));
    return sameValue(known ?? { type: "string" }, this.now(field), value);
  }

  get binned(): boolean {
    return this.now("IsDeleted") === true;
  }

  get deleted(): boolean {
    return this.binned && !this.#comesBack;
  }

  /**
   * Whether a lookup stands again as it was before its record was deleted: the undelete filled it. It is ours to empty
   * only where one of the changes had written it.
   */
  refilled(field: string, { taken }: NetRecord): boolean {
    const now = this.now(field);
    if (typeof now !== "string" || !this.#back.has(shortId(now))) return false;
    return !taken.some(({ record }) =>
      Object.entries(record.after ?? {}).some(
        ([name, value]) => sameName(name, field) && sameId(String(value), now),
      ),
    );
  }

  changedAfter(time: number): boolean {
    return !this.#comesBack && moment(this.now("LastModifiedDate")) > time;
  }

  get created(): number {
    return moment(this.now("CreatedDate"));
  }

  /** Who changed it last, as far as the org tells. */
  facts(): Pick<Step, "lastModifiedBy" | "lastModifiedDate"> {
    const by = this.now("LastModifiedBy.Name");
    const at = this.now("LastModifiedDate");
    return {
      ...(typeof by === "string" && { lastModifiedBy: by }),
      ...(typeof at === "string" && { lastModifiedDate: at }),
    };
  }
}

/** Whether a field still holds what our last change left in it. */
function stillLeft(net: NetRecord, row: Row, field: string): boolean {
  const key = net.leftByKey[field];
  if (key === undefined) return !(field in net.left) || row.holds(field, net.left[field]);
  if (key.path === "") return !row.changedAfter(net.changedByUs + clockMilliseconds);
  return sameValue({ type: "string" }, row.now(key.path), key.value);
}

function leftIn(net: NetRecord, field: string): unknown {
  return net.leftByKey[field]?.value ?? net.left[field] ?? null;
}

function differences(net: NetRecord, row: Row, fields: readonly string[]): Step["differs"] {
  const changed = fields.filter((field) => !stillLeft(net, row, field));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(
    changed.map((field) => [field, { now: row.now(field), left: leftIn(net, field) }]),
  );
}

function putBack(net: NetRecord, row: Row): Step {
  if (row.deleted)
    return { net, action: "cannot", values: {}, why: "it has been deleted since", ...row.facts() };
  const back = Object.keys(net.before).filter(
    (field) => !row.holds(field, net.before[field]) && !row.refilled(field, net),
  );
  const values = Object.fromEntries(back.map((field) => [field, net.before[field]]));
  if (back.length === 0) return { net, action: "nothing", values };
  const differs = differences(net, row, back);
  if (differs === undefined) return { net, action: "put back", values };
  return { net, action: "left alone", values, why: "somebody has changed it since", differs, ...row.facts() };
}

function changedSinceCreated(net: NetRecord, row: Row): boolean {
  const last = net.onlyCreated ? row.created : net.changedByUs + clockMilliseconds;
  return row.changedAfter(last);
}

function remove(net: NetRecord, row: Row): Step {
  if (row.deleted) return { net, action: "nothing", values: {} };
  const differs = differences(net, row, [...Object.keys(net.left), ...Object.keys(net.leftByKey)]);
  if (differs === undefined && !changedSinceCreated(net, row)) return { net, action: "delete", values: {} };
  const why = "somebody has changed it since";
  return { net, action: "left alone", values: {}, why, ...(differs && { differs }), ...row.facts() };
}

function undelete(net: NetRecord, row: Row): Step {
  return { net, action: row.binned ? "undelete" : "nothing", values: net.before };
}

/** Forced, a record that somebody changed is taken back all the same. */
function forced(step: Step, force: boolean): Step {
  if (!force || step.action !== "left alone") return step;
  const { net, values } = step;
  return { net, values, action: net.action === "delete" ? "delete" : "put back" };
}

/** What is to be done with one record, by what it holds now; `row` is missing for one that is gone for good. */
export function stepFor(net: NetRecord, row: SalesforceRecord | undefined, deciding: Deciding): Step {
  if (net.reason !== undefined) return { net, action: "cannot", values: {}, why: net.reason };
  if (net.action === "none") return { net, action: "nothing", values: {} };
  if (row === undefined && net.action === "delete") return { net, action: "nothing", values: {} };
  if (row === undefined)
    return { net, action: "cannot", values: {}, why: "it is gone for good, or not to be seen" };
  const now = new Row(row, deciding);
  if (net.action === "undelete") return undelete(net, now);
  const step = net.action === "delete" ? remove(net, now) : putBack(net, now);
  return { ...forced(step, deciding.force), ...(now.binned && { binned: true }) };
}
