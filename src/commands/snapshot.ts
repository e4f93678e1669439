import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { type ObjectLists, objectLists } from "../guard/object-lists.ts";
import { newTrace, type Salesforce } from "../salesforce/rest/client.ts";
import { failureOf } from "./failure.ts";
import { onInterrupt } from "./interrupts.ts";
import { createRuntime } from "./runtime/runtime.ts";
import { complain, say } from "./say.ts";
import { type Counts, SnapshotFolder } from "./snapshot/folder.ts";
import { keptByMask } from "./snapshot/mask/field-masks.ts";
import { Masking } from "./snapshot/mask/masking.ts";
import type { Snapshot } from "./snapshot/object-rows.ts";
import { type OrganizationFacts, organizationFacts } from "./snapshot/organization-facts.ts";
import { Taken } from "./snapshot/reference-check.ts";
import { takeAll } from "./snapshot/take.ts";
import { supports, type TakenObject, takenIfAllowed, takenObject } from "./snapshot/taken-object.ts";

interface SnapshotFlags {
  objects: string | undefined;
  rows: string | undefined;
  mask: boolean;
}

interface Wanted {
  folder: string;
  objects: string[];
  rows: number;
  mask: boolean;
}

const mostRows = 1_000_000;

/** What the command line asks for, or what is wrong with it, as a sentence. */
function wantedBy(
  args: readonly string[],
  { objects = "", rows: text = "1000", mask }: SnapshotFlags,
): Wanted | string {
  const [folder, ...others] = args;
  if (folder === undefined || others.length > 0)
    return "snapshot takes one folder: snapshot FOLDER --objects Account,Contact.";
  const names = objects
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const wrong = names.find((name) => !/^[A-Za-z]\w*$/.test(name));
  if (names.length === 0 || wrong !== undefined)
    return `--objects takes API names of objects separated by commas, e.g. Account,Contact,Invoice__c${wrong === undefined ? "." : `; '${wrong}' is none.`}`;
  const rows = Number(text);
  if (!/^\d+$/.test(text) || rows < 1 || rows > mostRows)
    return `--rows takes a whole number from 1 to ${mostRows}.`;
  const distinct = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  return { folder: resolve(folder), objects: distinct, rows, mask };
}

const neverTaken =
  "files, the recycle bin, reports and dashboards, validation, duplicate and assignment rules, code";

/** Objects that are asked for beside those that come along, and what is kept back. */
async function objectsOf(
  salesforce: Salesforce,
  lists: Pick<ObjectLists, "refusal">,
  names: readonly string[],
) {
  const asked: TakenObject[] = [];
  for (const name of names) asked.push(await takenObject(salesforce, lists, name));
  const known = new Map(asked.map((object) => [object.name, object]));
  const along: TakenObject[] = [];
  const keptBack: string[] = [];
  for (const name of supports) {
    const object = known.get(name) ?? (await takenIfAllowed(salesforce, lists, name));
    if (object) along.push(object);
    else keptBack.push(name);
  }
  return { asked: [...known.values()], along, keptBack };
}

function rowsText(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What became of each object, for org.json. */
function outcomes(folder: SnapshotFolder, objects: readonly TakenObject[]): Record<string, Counts> {
  return Object.fromEntries(
    objects.map(({ name }) => [name, folder.done(name) ?? { rows: 0, leftOut: {}, emptied: {} }]),
  );
}

function sayOutcome(wanted: Wanted, objects: Record<string, Counts>): void {
  const all = Object.entries(objects);
  const rows = all.reduce((sum, [, counts]) => sum + counts.rows, 0);
  say(`${rowsText(rows)} of ${all.length} objects are in ${wanted.folder}.`);
  for (const [name, { leftOut, emptied }] of all) {
    for (const [field, count] of Object.entries(leftOut))
      say(
        `${name}: ${rowsText(count)} left out, since ${field} is required and what it points to was not taken.`,
      );
    if (sumOf(emptied) > 0)
      say(
        `${name}: references to what was not taken are empty: ${Object.entries(emptied)
          .map(([field, count]) => `${field} (${count})`)
          .join(", ")}.`,
      );
  }
  say(`Not taken: ${neverTaken}.`);
  if (wanted.mask) say(`Kept as they were: ${keptByMask.join("; ")}.`);
  else say("The folder holds customer data: keep it private, or take it with --mask.");
}

/** Without lists everything may be taken that the user may read. */
function listsOf({ allowedObjects, deniedObjects }: Config): Pick<ObjectLists, "refusal"> {
  const none = allowedObjects === undefined && deniedObjects === undefined;
  return none ? { refusal: () => undefined } : objectLists(allowedObjects, deniedObjects);
}

/** Nothing of an object is written before all of them may be read. */
async function takeSnapshot(
  salesforce: Salesforce,
  config: Config,
  wanted: Wanted,
  facts: OrganizationFacts,
): Promise<void> {
  const lists = listsOf(config);
  const { asked, along, keptBack } = await objectsOf(salesforce, lists, wanted.objects);
  const call = {
    objects: asked.map(({ name }) => name),
    rows: wanted.rows,
    mask: wanted.mask,
    organizationId: String(facts.organization["Id"]),
  };
  const folder = await SnapshotFolder.open(wanted.folder, call, () => randomBytes(32).toString("hex"));
  if (folder.goesOn) complain(`Going on in ${wanted.folder}.`);
  const objects = [...new Set([...asked, ...along])];
  const masking = wanted.mask ? new Masking(folder.salt) : undefined;
  for (const object of objects)
    await folder.writeJson(`${object.name}.json`, masking?.describe(object) ?? object.describe);
  const taken = new Taken(along);
  for (const { describe } of objects)
    for (const { recordTypeId } of describe.recordTypeInfos) taken.describedIds.add(recordTypeId);
  taken.want("User", facts.user.Id);
  const snapshot: Snapshot = {
    salesforce,
    folder,
    taken,
    rows: wanted.rows,
    timeoutMilliseconds: config.timeoutSeconds * 1_000,
    progress: (text) => complain(text),
    written: (object, cells) => masking?.row(object, cells) ?? cells,
  };
  await takeAll(snapshot, asked, along);
  const told = masking ? await masking.end(folder, objects, facts) : facts;
  const counts = outcomes(folder, objects);
  await folder.writeJson("org.json", {
    takenAt: new Date().toISOString(),
    ...told,
    objects: counts,
    notTaken: [neverTaken, ...keptBack.map((name) => `${name}: it is kept back from this user`)],
    ...(wanted.mask && { keptByMask }),
  });
  await folder.end();
  sayOutcome(wanted, counts);
}

/**
 * Takes describes and rows of the org that is signed in to into a folder, for `demo-org --load`. It only reads. Resolves
 * to the exit code: 0, 1 when it failed, 2 for bad usage, 130 when it was interrupted.
 */
export async function snapshot(
  config: Config,
  args: readonly string[],
  flags: SnapshotFlags,
): Promise<number> {
  const wanted = wantedBy(args, flags);
  if (typeof wanted === "string") {
    complain(wanted);
    return 2;
  }
  const runtime = createRuntime(config);
  const interrupted = new AbortController();
  const uninterrupted = onInterrupt(() =>
    interrupted.abort(new ToolError("CANCELLED", "It was interrupted.", "The same call goes on.")),
  );
  const connection = await runtime.connect();
  const salesforce = connection.bind({ signal: interrupted.signal, trace: newTrace() });
  try {
    await takeSnapshot(salesforce, config, wanted, await organizationFacts(salesforce, listsOf(config)));
    return 0;
  } catch (error) {
    const { message, remedy } = await failureOf(error, salesforce);
    complain(runtime.secrets.redacted(message), remedy);
    return interrupted.signal.aborted ? 130 : 1;
  } finally {
    await runtime.close();
    uninterrupted();
  }
}
