import type { Action, Effect } from "../guard/action.ts";
import { jsonText } from "../json-numbers.ts";
import type { Call } from "./call.ts";
import { visible } from "./visible.ts";

const verbs: Record<Effect, string> = { read: "read", create: "create", update: "change", delete: "delete" };
const gravestFirst: readonly Effect[] = ["delete", "update", "create"];

const mostActions = 12;
const mostIds = 5;
const mostWords = 160;
const mostArguments = 900;

/** On one line, with nothing hidden in it, and not longer than this. */
function short(text: string, most: number): string {
  const line = visible(text).replaceAll(/\s+/g, " ").trim();
  return line.length > most
    ? `${line.slice(0, most).toWellFormed()}… (${line.length - most} more characters)`
    : line;
}

function idsText(ids: readonly string[]): string {
  const more = ids.length - mostIds;
  return `${ids.slice(0, mostIds).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `Account`, `2 records of Account`, `the bulk job 750…`. */
function recordsText({ object, objects, ids, count, job }: Action): string {
  const what = object ?? (objects?.join(", ") || (job ? `the bulk job ${job.id}` : "something"));
  const known = ids?.length ?? count;
  return known === undefined || known === 1 ? what : `${known} records of ${what}`;
}

/** `delete 2 records of Account for good (001…, 001…)`. */
function actionText(action: Action): string {
  const { effect, ids, manner, words } = action;
  const details = ids && ids.length > 0 ? idsText(ids) : words;
  const what = `${verbs[effect]} ${recordsText(action)}${manner ? ` ${manner}` : ""}`;
  return short(`${what}${details ? ` (${details})` : ""}`, mostWords + mostIds * 20);
}

function countText(actions: readonly Action[]): string {
  const counts = new Map<string, number>();
  for (const { effect } of actions) counts.set(verbs[effect], (counts.get(verbs[effect]) ?? 0) + 1);
  return [...counts].map(([verb, times]) => `${times} × ${verb}`).join(", ");
}

/** What would happen in this place, the gravest first; reads are only counted. */
function actionsText(actions: readonly Action[], place: string): string {
  const writes = gravestFirst.flatMap((effect) => actions.filter((action) => action.effect === effect));
  const [only] = writes;
  if (only && actions.length === 1) return `${actionText(only)} in ${place}.`;
  const lines = writes.slice(0, mostActions).map((action) => `\n- ${actionText(action)}`);
  const rest = [...writes.slice(mostActions), ...actions.filter(({ effect }) => effect === "read")];
  const others = rest.length > 0 ? `\n- and ${countText(rest)}` : "";
  return `do ${actions.length} things in ${place}:${lines.join("")}${others}`;
}

/**
 * What kind of org a host belongs to, by Salesforce's My Domain names
 * (https://help.salesforce.com: My Domain URL formats).
 */
function kindOf(host: string): string {
  const named = /\.(sandbox|scratch|develop|demo|trailblaze|patch|free)\.my\.salesforce\b/.exec(host)?.[1];
  if (named) return named === "develop" ? "a Developer Edition org" : `a ${named} org`;
  if (/^cs\d+\.|--[^.]+\.(?:cs\d+\.)?my\.salesforce\b/.test(host)) return "a sandbox org";
  if (/-dev-ed\.my\.salesforce\b/.test(host)) return "a Developer Edition org";
  return /\.salesforce\.(?:com|mil)$/.test(host)
    ? "a production org"
    : "an org on this machine or of unknown kind";
}

async function orgText(call: Call): Promise<string> {
  if (call.runtime.config.demo) return "the demo org";
  const { host } = new URL(await (await call.salesforce()).instanceUrl());
  return `${host}, ${kindOf(host)}`;
}

/** The question for a person: what will happen, where, and with which arguments; bounded, and nothing hidden. */
export async function questionOf(call: Call): Promise<string> {
  const { name, args, actions, runtime } = call;
  const what = actionsText(actions ?? [], await orgText(call));
  const text = `${name} would ${what}\nArguments: ${short(jsonText(args), mostArguments)}`;
  return runtime.secrets.redacted(text);
}
