import * as z from "zod";
import { type Change, type ChangeJournal, canUndo, whyNot } from "../changes/journal.ts";
import type { othersChanges } from "../changes/others.ts";
import { type Done, previewOf, type Reported, reportOf } from "../changes/report.ts";
import { Tally } from "../changes/tally.ts";
import { changesOf, stepsOf, undo } from "../changes/undo.ts";
import { type Action, type Actions, orElse } from "../guard/action.ts";
import type { JsonObject } from "../json-object.ts";
import { sameId } from "../salesforce/records/identity.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { sameName } from "../spelling.ts";
import { Failed, Rows } from "../tool/results.ts";
import { type ToolContext, type Toolset, tool } from "../tool/tool.ts";
import { within } from "../waiting/signals.ts";
import { maxRecords, objectName, recordId } from "./arguments.ts";
import { convertLead } from "./changes/convert-lead.ts";
import { mergeRecords } from "./changes/merge.ts";
import { undeleteRecords } from "./changes/undelete.ts";

const listInput = z.object({
  object: objectName.optional(),
  recordId: recordId.optional().describe("Only changes of this record"),
  maxRecords: maxRecords(2_000, 200),
});

const undoInput = z.object({
  change: z.string().min(1).max(40).optional().describe("Id of a change, e.g. c7"),
  since: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe("Take back everything from this change, or this time (ISO), on"),
  preview: z.boolean().optional().describe("Only say what would be done (false)"),
  force: z.boolean().optional().describe("Take back also what others changed since (false)"),
});

type UndoArguments = z.output<typeof undoInput>;

function rowOf(change: Change): Record<string, unknown> {
  const undoable = canUndo(change);
  return {
    change: change.id,
    time: new Date(change.time).toISOString(),
    tool: change.tool,
    operation: change.operation,
    object: change.objects.join(";"),
    records: change.count ?? change.records.length,
    client: change.client,
    canUndo: undoable,
    reason: undoable ? null : whyNot(change),
  };
}

const columns = ["change", "time", "tool", "operation", "object", "records", "client", "canUndo", "reason"];

function isWanted({ object, recordId: id }: z.output<typeof listInput>) {
  return ({ objects, records }: Change) =>
    (object === undefined || objects.some((name) => sameName(name, object))) &&
    (id === undefined || records.some((record) => sameId(record.id, id)));
}

const fileObject = /^(?:ContentDocument|ContentVersion)$/i;

/** In milliseconds; what the org tells no sooner is left out. */
const mostWait = 5_000;

/** What the org tells of a record beside the changes that are listed; without it where it cannot be had. */
async function toldByOthers(
  id: string | undefined,
  known: Parameters<typeof othersChanges>[2],
  salesforce: Salesforce,
): Promise<string[]> {
  if (id === undefined) return [];
  const { othersChanges } = await import("../changes/others.ts");
  const told = othersChanges(salesforce, id, known).catch(() => []);
  return within(mostWait, told, []);
}

/** What each record of these changes would be taken back by, for questions, lists and audit. */
function actionsFor(changes: readonly Change[], reads: boolean): Action[] {
  const open = changes.flatMap(({ records }) => records.filter(({ undoneBy }) => undoneBy === undefined));
  const byKind = new Map<string, Pick<Action, "effect" | "file"> & { object: string; ids: string[] }>();
  for (const { object, id, did } of open) {
    const effect = reads ? "read" : did === "created" || did === "undeleted" ? "delete" : "update";
    // A file is also what it is linked to, which is asked for one by one.
    const file = fileObject.test(object) ? id : undefined;
    const key = `${effect} ${object} ${file ?? ""}`;
    const entry = byKind.get(key) ?? { effect, object, ids: [], ...(file !== undefined && { file }) };
    byKind.set(key, entry);
    if (!entry.ids.includes(id)) entry.ids.push(id);
  }
  for (const { jobs, records, objects, operation } of changes)
    for (const object of jobs !== undefined && records.length === 0 ? objects : []) {
      const effect = reads ? "read" : operation === "insert" ? "delete" : "update";
      byKind.set(`${effect} ${object} of a job`, { effect, object, ids: [] });
    }
  const words = `take back ${changes.map(({ id, tool: name }) => `${id} (${name})`).join(", ")}`;
  return [...byKind.values()].map(({ ids, ...entry }) => ({
    ...entry,
    ...(ids.length > 0 && { ids }),
    words,
  }));
}

function undoActions(args: UndoArguments, { changes }: { changes: ChangeJournal }): Actions {
  const actions = actionsFor(changesOf(args, changes), args.preview === true);
  // What holds nothing any more touches nothing.
  return orElse(actions, { effect: args.preview ? "read" : "update", objects: [] });
}

function undone(reported: Reported, done: Done): JsonObject | Failed {
  const report = reportOf(reported, done);
  const left = reported.steps.count("left alone", "cannot") > 0;
  const none = done.done.count("put back", "delete", "undelete") === 0 && (done.failed.count > 0 || left);
  return none ? new Failed(report, done.failed.first[0]?.code ?? "NOTHING_UNDONE") : report;
}

async function takeBack(args: UndoArguments, context: ToolContext): Promise<unknown> {
  const { changes: journal, salesforce, progress } = context;
  const changes = changesOf(args, journal);
  const step = (done: number, all: number) =>
    progress({ progress: done, total: all, message: `${done} of ${all} records` });
  const { takeJobRecords, takeLaterRecords } = await import("../changes/jobs/job-records.ts");
  const { hindrances, large } = await takeJobRecords(context, changes);
  const [last] = changes.slice(-1);
  const later = last === undefined ? [] : journal.after(last);
  if (last !== undefined) await takeLaterRecords(context, changes, later);
  const { takeDocuments } = await import("../changes/documents.ts");
  await takeDocuments(salesforce, journal, [...changes, ...later]);
  const scope = { ...context, journal, force: args.force ?? false, progress: step };
  if (large !== undefined) {
    const { massUndo } = await import("../changes/jobs/mass-undo.ts");
    const mass = await massUndo(large, scope, args.preview ?? false);
    const reported = { changes, steps: mass.steps, hindrances };
    return args.preview ? previewOf(reported) : undone(reported, mass);
  }
  const steps = await stepsOf(changes, { ...scope, salesforce });
  if (args.preview) return previewOf({ changes, steps: Tally.of(steps), hindrances });
  const result = await undo(steps, scope);
  const failed = { count: result.failed.length, first: result.failed };
  return undone(
    { changes, steps: Tally.of(result.steps), hindrances },
    { done: Tally.of(result.done), failed },
  );
}

export const changes = {
  title: "Changes",
  tools: {
    listChanges: tool({
      title: "List changes",
      description:
        "Lists what this server changed in Salesforce, newest first, and what of it undoChange can take back.",
      effect: "read",
      needsChanges: true,
      input: listInput,
      actions: ({ object, recordId: id }) => [
        {
          effect: "read",
          ...(object !== undefined && { object }),
          ...(id !== undefined ? { ids: [id] } : { objects: [] }),
        },
      ],
      async run(args, { changes: journal, allows, salesforce }) {
        const wanted = journal
          .all()
          .filter(isWanted(args))
          .filter(({ objects }) => objects.every(allows));
        const newest = [...wanted].reverse();
        const most = args.maxRecords ?? 200;
        return new Rows({
          records: newest.slice(0, most).map(rowOf),
          columns,
          format: "csv",
          totalSize: newest.length,
          more: newest.length > most,
          cutHint: "older changes exist; narrow by object or recordId, or raise maxRecords",
          remarks: await toldByOthers(args.recordId, { changes: journal.all(), allows }, salesforce),
        });
      },
    }),
    undoChange: tool({
      title: "Take a change back",
      description:
        "Takes back changes that this server made in Salesforce: deletes what was created, puts back what was changed, undeletes what was deleted. Records that others changed since are left alone and named. preview shows it first.",
      effect: "mixed",
      needsChanges: true,
      input: undoInput,
      check: ({ change, since }) =>
        (change === undefined) === (since === undefined)
          ? "change: give the id of one change, or since, and not both."
          : undefined,
      actions: undoActions,
      longRunning: true,
      run: takeBack,
    }),
    undeleteRecords,
    mergeRecords,
    convertLead,
  },
} satisfies Toolset;
