import type { Action, Effect } from "../guard/action.ts";
import { shortId } from "../salesforce/records/identity.ts";
import { visible } from "./answers/visible.ts";
import type { Call } from "./call.ts";
import { type QuestionFacts, questionFacts } from "./question-facts.ts";
import { writtenArguments } from "./written-arguments.ts";

type Facts = Pick<QuestionFacts, "names" | "binless">;

const verbs: Record<Effect, string> = { read: "read", create: "create", update: "change", delete: "delete" };
const gravestFirst: readonly Effect[] = ["delete", "update", "create"];

/** Ids that one question names; Salesforce takes as many in one collection. */
const mostIds = 200;
const mostName = 80;
const mostWords = 400;

/** On one line, with nothing hidden in it, and not longer than this. */
function short(text: string, most: number): string {
  const line = visible(text).replaceAll(/\s+/g, " ").trim();
  return line.length > most
    ? `${line.slice(0, most).toWellFormed()}… (${line.length - most} more characters)`
    : line;
}

/** `001… "Aurora Ltd"` for as many ids as a question has room for, and how many are not named. */
function idsText(ids: readonly string[], names: Facts["names"], room: number): string {
  const shown = ids.slice(0, room).map((id) => {
    const name = names.get(shortId(id));
    return name === undefined ? id : `${id} ${JSON.stringify(short(name, mostName))}`;
  });
  const more = ids.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? `${shown.length > 0 ? " and " : ""}${more} ids that are not shown` : ""}`;
}

/** `Account`, `2 records of Account`, `the bulk job 750…`. */
function recordsText({ object, objects, ids = [], count = 0, job, report }: Action): string {
  const what =
    object ??
    (objects?.join(", ") ||
      (job ? `the bulk job ${job.id}` : (report ?? (ids.length > 0 ? "records" : "something"))));
  const known = Math.max(ids.length, count);
  return known > 1 ? `${known} records of ${what}` : what;
}

/** How it would be done, where the effect alone does not say it. */
function mannerOf({ effect, object, manner }: Action, { binless }: Facts): string | undefined {
  const gone = effect === "delete" && object !== undefined && binless.has(object.toLowerCase());
  return manner ?? (gone ? "for good, since Salesforce has no recycle bin for it" : undefined);
}

/** `delete 2 records of Account for good (001… "Aurora Ltd", 001…)`, or a request in its own words. */
function actionText(action: Action, facts: Facts, room: number): string {
  const { effect, words, unforeseen, asked } = action;
  const manner = mannerOf(action, facts);
  const ids = [...(action.ids ?? []), ...(action.mentions ?? [])];
  const known = `${verbs[effect]} ${recordsText(action)}${manner ? ` ${manner}` : ""}`;
  const what = asked ?? (unforeseen && words !== undefined ? `send ${words}` : known);
  const details =
    ids.length > 0
      ? idsText(ids, facts.names, room)
      : unforeseen || asked
        ? undefined
        : words && short(words, mostWords);
  return `${short(what, mostWords)}${details ? ` (${details})` : ""}`;
}

function readsText(actions: readonly Action[]): string {
  const reads = actions.filter(({ effect }) => effect === "read").length;
  return reads > 0 ? `\n- and ${reads} × read` : "";
}

/** What would happen in this place, the gravest first and each by itself; reads are only counted. */
function actionsText(actions: readonly Action[], place: string, facts: Facts): string {
  const writes = gravestFirst.flatMap((effect) => actions.filter((action) => action.effect === effect));
  let room = mostIds;
  const texts = writes.map((action) => {
    const text = actionText(action, facts, room);
    room = Math.max(0, room - (action.ids?.length ?? action.mentions?.length ?? 0));
    return text;
  });
  if (texts.length === 1 && actions.length === 1) return `${texts[0]} in ${place}.`;
  const lines = texts.map((text) => `\n- ${text}`);
  return `do ${actions.length} things in ${place}:${lines.join("")}${readsText(actions)}`;
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

/**
 * The question for a person: what will happen, to which records, where and as whom, and with which arguments. It
 * hides nothing and says what it leaves out.
 */
export async function questionOf(call: Call): Promise<string> {
  const { name, args, actions = [], runtime } = call;
  const org = await orgText(call);
  const { user, ...facts } = await questionFacts(call);
  const place = user === undefined ? org : `${org}, as ${short(user, mostName)}`;
  const what = actionsText(actions, place, facts);
  return runtime.secrets.redacted(`${name} would ${what}\nArguments: ${writtenArguments(args)}`);
}
