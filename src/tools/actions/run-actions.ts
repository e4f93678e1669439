import type { Action, Actions } from "../../guard/action.ts";
import { namesOfAction } from "../../guard/action-names.ts";
import { idsMentioned } from "../../guard/subrequests.ts";
import { impliedKind, isKnownStandard } from "../../salesforce/actions/kinds.ts";
import { isRecordId } from "../../salesforce/records/identity.ts";
import type { RunActionArguments } from "./arguments.ts";

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** The ids that inputs of standard actions are made for: `objectId`, `subjectNameOrId`, `recipientIds`. */
function idsOf(inputs: RunActionArguments["inputs"]): string[] {
  const values = inputs.flatMap((input) =>
    Object.entries(input).flatMap(([name, value]) => (/Ids?$/.test(name) ? [value].flat() : [])),
  );
  const ids = values.filter((value) => typeof value === "string");
  return [...new Set(ids.filter((text) => isRecordId(text) && /\d/.test(text)))];
}

/** What each of the known standard actions does, as a person is asked. */
const standardWords: Record<string, string> = {
  chatterpost: "post to Chatter",
  emailsimple: "send a mail, which cannot be called back,",
  submit: "submit for approval",
  customnotificationaction: "send a notification",
};

/** What a known standard action touches beside the records that its inputs name; undefined where that cannot be told. */
function objectsOf({ name, inputs }: RunActionArguments): string[] | undefined {
  const named = inputs.every((input) => idsOf([input]).length > 0);
  switch (name.toLowerCase()) {
    case "chatterpost":
      // Whatever is no id is the name of a user or group.
      return named ? ["FeedItem"] : ["FeedItem", "User", "CollaborationGroup"];
    case "customnotificationaction":
      return ["User"];
    case "emailsimple":
      // A template brings in fields of whatever it likes.
      return inputs.some((input) => "emailTemplateId" in input) ? undefined : [];
    default:
      return named ? [] : undefined;
  }
}

/** One that posts, mails or submits is about the records that it names. */
function standardActions(args: RunActionArguments): Actions {
  const { name, inputs } = args;
  const [ids, objects] = [idsOf(inputs), objectsOf(args)];
  const asked = `${standardWords[name.toLowerCase()]} ${times(inputs.length)} (${name})`;
  const effect = name.toLowerCase() === "submit" ? "update" : "create";
  const touched =
    objects === undefined
      ? { mentions: idsMentioned([], inputs) }
      : { objects, ...(ids.length > 0 && { ids }) };
  return [{ effect, ...touched, runs: namesOfAction({ name }), words: `the action ${name}`, asked }];
}

/**
 * What a run would do: standard actions that post, mail or submit are writes, and so are quick actions, which make or
 * change a record by a layout; what flows and Apex do nobody can foresee.
 */
export function runActions(args: RunActionArguments): Actions {
  const { name, object, inputs } = args;
  if (isKnownStandard(args)) return standardActions(args);
  const kind = impliedKind(args);
  const runs = namesOfAction({ name, object: kind === "quickAction" ? object : undefined });
  const asked = `run the ${kind === undefined ? "action" : kindWords[kind]} ${name} ${times(inputs.length)}`;
  const words = `the action ${name}`;
  const mentioned = idsMentioned([], inputs);
  const mentions: Partial<Action> = mentioned.length > 0 ? { mentions: mentioned } : {};
  if (kind !== "quickAction") {
    const warned = `${asked}, and nobody can foresee what it changes`;
    return [{ effect: "delete", unforeseen: true, runs, words, asked: warned, ...mentions }];
  }
  const started = inputs.flatMap(({ contextId, recordId }) => [contextId, recordId]);
  const ids = started.filter((id) => typeof id === "string").filter(isRecordId);
  const named = { ...(object !== undefined && { object }), ...(ids.length > 0 && { ids }) };
  return [{ effect: "update", quickAction: { name, object }, ...named, runs, words, asked, ...mentions }];
}

const kindWords = {
  standard: "standard action",
  flow: "flow",
  apex: "Apex action",
  quickAction: "quick action",
};
