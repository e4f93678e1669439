import type { Action } from "../../guard/action.ts";
import { checkObjects } from "../../guard/check.ts";
import { objectLists, unknownNames } from "../../guard/object-lists.ts";
import { onePer } from "../../one-per.ts";
import { knownObjects } from "../../salesforce/metadata/describe.ts";
import { closest, didYouMean } from "../../spelling.ts";
import type { Call, Runtime, Stage } from "../call.ts";
import { runAllowed } from "./allowed-actions.ts";
import { onTheClock } from "./time.ts";

const listsOf = onePer(({ config }: Runtime) => objectLists(config.allowedObjects, config.deniedObjects));

/** Whether the user has named in a list of its own what this would run. */
function isNamed({ runtime }: Call, action: Action): boolean {
  const { allowedActions, actionsOnlyNarrow } = runtime.config;
  return (
    allowedActions !== undefined &&
    !actionsOnlyNarrow &&
    action.runs !== undefined &&
    runAllowed(runtime)(action)
  );
}

/** Finding out may take requests. */
async function check(call: Call): Promise<void> {
  const actions = call.actions ?? [{ effect: "delete" }];
  const left = actions.filter((action) => !isNamed(call, action));
  // What the list of actions names is allowed whatever it touches; that it names all is seen by nothing being left.
  const [first, ...others] = left;
  if (first !== undefined)
    await checkObjects([first, ...others], listsOf(call.runtime), await call.salesforce());
}

/** Whether the names of the lists were compared with the org's objects. */
const comparedBy = onePer((_: Runtime) => ({ done: false }));

/**
 * Tells whoever runs the process, once, which names of the lists stand for no object: misspelt ones protect
 * nothing. It waits for a call that asks for the org's objects, and asks for nothing itself.
 */
async function tellUnknownNames(call: Call): Promise<void> {
  const { config, log } = call.runtime;
  const compared = comparedBy(call.runtime);
  if (compared.done || config.logLevel === "error") return;
  const objects = knownObjects(await call.salesforce());
  if (objects === undefined) return;
  compared.done = true;
  for (const { setting, name } of unknownNames(config, objects)) {
    const question = didYouMean(closest(name, objects, 1), "after");
    log(`${setting} names ${name}, and the org shows this user no such object.${question}`);
  }
}

/** A call that would touch an object outside the object lists ends here with DENIED_OBJECT, before anyone is asked. */
export const objects: Stage = (next) => async (call) => {
  try {
    await onTheClock(call, check);
    const lists = listsOf(call.runtime);
    call.allows = (object) => lists.refusal(object) === undefined;
    call.denies = (object) => lists.denial(object) !== undefined;
    return await next(call);
  } finally {
    await tellUnknownNames(call).catch(() => undefined);
  }
};
