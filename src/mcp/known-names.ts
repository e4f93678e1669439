import type { ServerContext } from "@modelcontextprotocol/server";
import * as z from "zod";
import { isOlder } from "../age.ts";
import { ToolError } from "../errors.ts";
import type { Actions } from "../guard/action.ts";
import { onePer } from "../one-per.ts";
import { describeGlobal } from "../salesforce/metadata/describe.ts";
import { firstPage } from "../salesforce/records/query.ts";
import { closest, didYouMean, sameName } from "../spelling.ts";
import type { Tool, ToolContext } from "../tool/tool.ts";
import type { CallResult, Runtime } from "./call.ts";
import type { Served } from "./served.ts";

/** A name that can be given for a part of a resource or an argument of a prompt, and what else it goes by. */
export interface Known {
  name: string;
  label: string;
  /** Of a report. */
  id?: string;
}

export type Kind = "objects" | "reports" | "files";

/** How long a list is used; one that could not be had is asked for again sooner. */
const freshMilliseconds = 60_000;
const retryMilliseconds = 5_000;
/** The reports that were run last. */
const mostReports = 2_000;

function listing(title: string, actions: Actions, run: (context: ToolContext) => Promise<Known[]>): Tool {
  const input = z.object({});
  const { description, effect } = { description: "", effect: "read" as const };
  return { title, description, effect, input, actions: () => actions, run: (_, context) => run(context) };
}

async function objectsOf({ salesforce, allows }: ToolContext): Promise<Known[]> {
  const objects = await describeGlobal(salesforce);
  return objects.flatMap(({ name, label }) => (allows(name) ? [{ name, label }] : []));
}

async function reportsOf({ salesforce }: ToolContext): Promise<Known[]> {
  const soql = `SELECT Id, Name FROM Report ORDER BY LastRunDate DESC NULLS LAST LIMIT ${mostReports}`;
  const { records } = await firstPage(salesforce, { soql, all: false, batchSize: mostReports });
  return records.map(({ Id, Name }) => ({ name: String(Name), label: "", id: String(Id) }));
}

async function filesOf({ files }: ToolContext): Promise<Known[]> {
  return (await files.list()).found.map(({ name }) => ({ name, label: "" }));
}

const nothing: Actions = [{ effect: "read", objects: [] }];

const listings: Record<Kind, Tool> = {
  objects: listing("Names of objects", nothing, objectsOf),
  reports: listing("Names of reports", [{ effect: "read", object: "Report" }], reportsOf),
  files: listing("Names of files", nothing, filesOf),
};

interface List {
  answer: Promise<CallResult>;
  asked: number;
  failed: boolean;
}

const listsOf = onePer((_: Runtime) => new Map<Kind, List>());

/**
 * A list as a call of its own brings it, a minute old at most. It goes through the pipeline, so it is limited, timed
 * and audited as any call is; it belongs to nobody, since the next request may wait for it too.
 */
function listed(kind: Kind, { send, runtime }: Served, context: ServerContext): Promise<CallResult> {
  const lists = listsOf(runtime);
  const known = lists.get(kind);
  const fresh = known && !isOlder(known.asked, known.failed ? retryMilliseconds : freshMilliseconds);
  if (fresh) return known.answer;
  const call = { name: `completions:${kind}`, tool: listings[kind], args: {}, signal: runtime.ending };
  const list: List = { answer: send(context, call), asked: Date.now(), failed: false };
  lists.set(kind, list);
  void list.answer.then(({ isError }) => {
    list.failed = isError;
  });
  return list.answer;
}

function namesIn({ value, isError }: CallResult): readonly Known[] {
  // What the listing's own run has returned.
  return isError ? [] : (value as Known[]);
}

/** The names of this kind; none where they cannot be had. */
export async function knownNames(
  kind: Kind,
  served: Served,
  context: ServerContext,
): Promise<readonly Known[]> {
  return namesIn(await listed(kind, served, context));
}

const reportId = /^00O(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/;

function unclear(name: string, found: readonly Known[], all: readonly Known[]): ToolError {
  const said = JSON.stringify(name);
  if (found.length > 1) {
    const some = found.slice(0, 10).map((report) => `${report.name} (${report.id})`);
    const message = `${found.length} reports have ${said} in their name.`;
    return new ToolError("BAD_ARGUMENT", message, `Give the id of one of them: ${some.join(", ")}.`);
  }
  const hint = didYouMean(closest(name, all), "before");
  return new ToolError(
    "BAD_ARGUMENT",
    `No report has ${said} in its name.`,
    `${hint}Give its name or its id.`,
  );
}

/** The id of a report that is given by its id or name, or why it cannot be told. */
export async function reportIdOf(
  text: string,
  served: Served,
  context: ServerContext,
): Promise<{ id: string } | { failure: ToolError | CallResult }> {
  if (reportId.test(text)) return { id: text };
  const answer = await listed("reports", served, context);
  if (answer.isError) return { failure: answer };
  const names = namesIn(answer);
  const whole = names.filter(({ name }) => sameName(name.trim(), text.trim()));
  const part = text.trim().toLowerCase();
  const found = whole.length > 0 ? whole : names.filter(({ name }) => name.toLowerCase().includes(part));
  const [first] = found;
  return found.length === 1 && first?.id ? { id: first.id } : { failure: unclear(text, found, names) };
}
