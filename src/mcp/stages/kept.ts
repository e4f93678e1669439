import { KeptChanges } from "../../changes/kept.ts";
import type { Stage } from "../call.ts";
import { onTheClock } from "./time.ts";

/**
 * Has changes kept beyond this process, by the org that it is signed in to, and takes in what other processes have
 * kept before a call that works on changes.
 */
export const kept: Stage = (next) => async (call) => {
  const { tool, runtime } = call;
  if (tool.effect === "read" && !tool.needsChanges) return next(call);
  await onTheClock(call, async (timed) => {
    const { host } = new URL(await (await timed.salesforce()).instanceUrl());
    const { config, secrets, log: warn } = runtime;
    const redacted = (text: string) => secrets.redacted(text);
    runtime.changes.keepIn(() => new KeptChanges({ folder: config.stateFolder, host, redacted, warn }));
  });
  return next(call);
};
