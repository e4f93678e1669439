import type { Stage } from "../call.ts";
import { contextOf } from "./answer.ts";
import { onTheClock } from "./time.ts";

/** Lets a tool look at what its call is about, so that the user is asked about what is really there. */
export const prepare: Stage = (next) => async (call) => {
  const { prepare: look } = call.tool;
  if (look === undefined) return next(call);
  await onTheClock(call, async (timed) => {
    call.prepared = await look(timed.args, await contextOf(timed));
  });
  if (call.prepared !== undefined) call.actions = call.prepared.actions;
  return next(call);
};
