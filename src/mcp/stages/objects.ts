import { checkObjects } from "../../guard/check.ts";
import { objectLists } from "../../guard/object-lists.ts";
import { onePer } from "../../one-per.ts";
import type { Runtime, Stage } from "../call.ts";
import { time } from "./time.ts";

const listsOf = onePer(({ config }: Runtime) => objectLists(config.allowedObjects, config.deniedObjects));

/** Finding out may take requests, so it has the call's time limit and ends with the call. */
const checked = time(async (call) => {
  await checkObjects(call.actions ?? [{ effect: "delete" }], listsOf(call.runtime), await call.salesforce());
  return { text: "", isError: false };
});

/** A call that would touch an object outside the object lists ends here with DENIED_OBJECT, before anyone is asked. */
export const objects: Stage = (next) => async (call) => {
  await checked(call);
  const lists = listsOf(call.runtime);
  call.allows = (object) => lists.refusal(object) === undefined;
  return next(call);
};
