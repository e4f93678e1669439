import { checkObjects } from "../../guard/check.ts";
import { objectLists } from "../../guard/object-lists.ts";
import { onePer } from "../../one-per.ts";
import type { Call, Runtime, Stage } from "../call.ts";
import { onTheClock } from "./time.ts";

const listsOf = onePer(({ config }: Runtime) => objectLists(config.allowedObjects, config.deniedObjects));

/** Finding out may take requests. */
async function check(call: Call): Promise<void> {
  await checkObjects(call.actions ?? [{ effect: "delete" }], listsOf(call.runtime), await call.salesforce());
}

/** A call that would touch an object outside the object lists ends here with DENIED_OBJECT, before anyone is asked. */
export const objects: Stage = (next) => async (call) => {
  await onTheClock(call, check);
  const lists = listsOf(call.runtime);
  call.allows = (object) => lists.refusal(object) === undefined;
  return next(call);
};
