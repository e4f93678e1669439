import { createHash } from "node:crypto";
import { ToolError } from "../../errors.ts";
import type { Action } from "../../guard/action.ts";
import { jsonText } from "../../json-numbers.ts";
import { checkSet } from "../../salesforce/bulk/columns.ts";
import { type DeletedAlong, deletedAlong } from "../../salesforce/bulk/mass-change/deleted-along.ts";
import { type Matching, matching } from "../../salesforce/bulk/mass-change/matching.ts";
import { firstRows, querySource } from "../../salesforce/bulk/mass-change/query-source.ts";
import { shortId } from "../../salesforce/records/identity.ts";
import { namesOf, usualObjectOf } from "../../salesforce/records/names.ts";
import { type RecordQuery, recordQuery } from "../../salesforce/soql/record-query.ts";
import { Failed } from "../../tool/results.ts";
import type { Prepared, ToolContext } from "../../tool/tool.ts";
import type { CreateBulkJobArguments } from "./arguments.ts";
import { loaded, mostJobBytes } from "./ingest.ts";

/** Characters of a digest that tell one set of values from another. */
const shortDigest = 8;

const verbs = { update: "updated", delete: "deleted", hardDelete: "deleted for good" } as const;

type MassArguments = CreateBulkJobArguments & { operation: keyof typeof verbs; query: string };

/** What was found of a mass change, on the way from its look at the org to its answer. */
interface Found {
  args: MassArguments;
  set: Record<string, unknown>;
  query: RecordQuery;
  matching: Matching;
  plan: string;
}

const counted = (count: number, object: string) => `${count} ${object} record${count === 1 ? "" : "s"}`;

/** Stands for just these records, and what is to be done to them. */
function planOf({ object, operation }: MassArguments, set: Found["set"], { ids }: Matching): string {
  const sorted = Object.entries(set).sort(([one], [other]) => (one < other ? -1 : 1));
  const what = jsonText([object.toLowerCase(), operation, sorted]);
  const digest = createHash("sha256").update(what).digest("hex").slice(0, shortDigest);
  return `${ids.length}-${ids.digest}-${digest}`;
}

async function find(args: MassArguments, context: ToolContext): Promise<Found> {
  const { salesforce, allows, progress } = context;
  const query = recordQuery(args.query, args.object);
  if ("problem" in query)
    throw new ToolError("BAD_ARGUMENT", `query: ${query.problem}.`, "Nothing was sent.");
  const set = await checkSet({ salesforce, allows }, args.object, args.set ?? {});
  const found = await matching(salesforce, {
    object: args.object,
    from: query.from,
    set,
    allows,
    progress: (done, all) =>
      progress({ progress: done, total: all, message: `${done} of ${all} records found` }),
  });
  return { args, set, query, matching: found, plan: planOf(args, set, found) };
}

/** What a change of owner or record type means, by the names of what is set. */
async function notesOn({ set }: Found, { salesforce, allows }: ToolContext): Promise<string[]> {
  const notes: string[] = [];
  for (const [field, says] of [
    ["OwnerId", "all of them get the same owner"],
    ["RecordTypeId", "all of them get the same record type, whose picklists may lack values that they hold"],
  ] as const) {
    const value = set[field];
    if (typeof value !== "string") continue;
    const object = field === "OwnerId" ? (usualObjectOf(value) ?? "Group") : "RecordType";
    const names =
      allows(object) && /^\w{15,18}$/.test(value)
        ? await namesOf(salesforce, new Map([[object, [value]]])).catch(() => new Map<string, string>())
        : new Map<string, string>();
    const name = names.get(shortId(value));
    notes.push(`${field}: ${says}${name === undefined ? "" : `: ${name}`}`);
  }
  return notes;
}

function summaryOf({ args, matching: { found, ids } }: Found): string {
  const { object, operation } = args;
  const alike = found - ids.length;
  const holds = alike === 0 ? "" : `; ${alike} hold${alike === 1 ? "s" : ""} the values already`;
  return `nothing was changed: ${counted(ids.length, object)} of ${found} would be ${verbs[operation]}${holds}`;
}

function alongOf({ children, uncounted, of }: DeletedAlong): Record<string, unknown> {
  return {
    deletedAlong: children,
    ...(of !== undefined && { deletedAlongCountedFor: `the first ${of}` }),
    ...(uncounted.length > 0 && { notCounted: uncounted }),
  };
}

/** What would happen, and the plan by which it may. */
async function planned(found: Found, context: ToolContext): Promise<Record<string, unknown>> {
  const {
    args,
    query,
    set,
    matching: { ids, examples, found: all },
    plan,
  } = found;
  const { object, operation } = args;
  const deletes = operation !== "update" && ids.length > 0;
  const { salesforce, allows } = context;
  const along =
    deletes && alongOf(await deletedAlong(salesforce, object, { ids, conditions: query.conditions, allows }));
  const notes = await notesOn(found, context);
  return {
    summary: summaryOf(found),
    ...(notes.length > 0 && { notes }),
    records: all,
    wouldChange: ids.length,
    ...(operation === "update" && { alreadySo: all - ids.length }),
    ...(operation === "update" && ids.length > 0 && { after: set }),
    ...(examples.length > 0 && { examples }),
    ...along,
    ...(ids.length > 0 && {
      plan,
      next: "the same call with this plan changes these records; if others are found by then, none",
    }),
  };
}

/** The records are not those of the plan: nothing is changed, and the plan for those that are there now is told. */
async function changed(found: Found, context: ToolContext): Promise<Failed> {
  const [count = "", ids = ""] = (found.args.plan ?? "").split("-");
  const { length, digest } = found.matching.ids;
  const why =
    digest === ids && String(length) === count
      ? "the plan was made for another operation or other values"
      : `the plan stands for ${count} records, and ${length === Number(count) ? "as many others" : length} are found now`;
  const value = await planned({ ...found, args: { ...found.args, plan: undefined } }, context);
  return new Failed(value, "PLAN_CHANGED", `${why}. Nothing was changed; look at the new plan.`);
}

function actionOf({ args, matching: { ids } }: Found): Action {
  const { object, operation, query } = args;
  return {
    effect: operation === "update" ? "update" : "delete",
    object,
    soql: query,
    count: ids.length,
    ...(operation === "hardDelete" && { manner: "for good, past the recycle bin" }),
    words: query,
  };
}

async function change(
  { args, set, matching: { ids, found } }: Found,
  context: ToolContext,
): Promise<unknown> {
  const source = querySource(ids, set, mostJobBytes);
  const plan = { source, target: args, unchanged: async () => true, firstAhead: ids.length > firstRows };
  const answer = await loaded(plan, args, context);
  const alike = found - ids.length;
  if (alike === 0 || answer instanceof Failed) return answer;
  return { ...(answer as object), alreadySo: alike };
}

/** createBulkJob by `query`: finds the records, and says what would happen to them or, by its plan, does it. */
export async function massChange(given: CreateBulkJobArguments, context: ToolContext): Promise<Prepared> {
  // The check of the arguments has let through only what has a query, with one of these operations.
  const found = await find(given as MassArguments, context);
  const read = { effect: "read", object: given.object, soql: found.args.query } as const;
  if (given.plan === undefined) return { actions: [read], run: (late) => planned(found, late) };
  if (given.plan !== found.plan) return { actions: [read], run: (late) => changed(found, late) };
  return { actions: [actionOf(found)], run: (late) => change(found, late) };
}
