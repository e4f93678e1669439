import type { Config } from "../config/config.ts";
import type { Call, Next, Stage } from "./call.ts";
import { answer, run } from "./stages/answer.ts";
import { check } from "./stages/check.ts";
import { notes } from "./stages/notes.ts";
import { prepare } from "./stages/prepare.ts";
import { readOnly } from "./stages/read-only.ts";
import { time } from "./stages/time.ts";

/** A stage that only some settings or calls need: it is loaded by the first of them, and skipped without them. */
function optional(wanted: (config: Config, call: Call) => boolean, load: () => Promise<Stage>): Stage {
  return (next) => {
    let loading: Promise<Next> | undefined;
    return async (call) => {
      if (!wanted(call.runtime.config, call)) return next(call);
      loading ??= load().then((stage) => stage(next));
      return (await loading)(call);
    };
  };
}

const audited = (config: Config) => config.auditLog !== undefined;

const audit = optional(audited, async () => (await import("./stages/audit.ts")).audit);
const intent = optional(
  (config) => audited(config) && config.production,
  async () => (await import("./stages/audit.ts")).intent,
);

const reserve = optional(
  (config) => config.apiReservePercent > 0,
  async () => (await import("./stages/reserve.ts")).reserve,
);
const actions = optional(
  ({ allowedActions }) => allowedActions !== undefined,
  async () => (await import("./stages/allowed-actions.ts")).allowedActions,
);
const objects = optional(
  ({ allowedObjects, deniedObjects }) => allowedObjects !== undefined || deniedObjects !== undefined,
  async () => (await import("./stages/objects.ts")).objects,
);
const confirm = optional(
  (config) => config.confirm !== "never",
  async () => (await import("./stages/confirm.ts")).confirm,
);
const rate = optional(
  (config) => config.rateLimit !== undefined,
  async () => (await import("./stages/rate.ts")).rate,
);

const kept = optional(
  (config) => config.undo === "keep",
  async () => (await import("./stages/kept.ts")).kept,
);
const dryRun = optional(
  (_, call) => call.dryRun === true,
  async () => (await import("./stages/dry-run.ts")).dryRun,
);
const changes = optional(
  ({ undo }, { dryRun, actions }) =>
    undo !== "off" && !dryRun && !actions?.every(({ effect }) => effect === "read"),
  async () => (await import("./stages/changes.ts")).changes,
);

const callLog = optional(
  ({ logLevel }) => logLevel === "info" || logLevel === "debug",
  async () => (await import("./stages/call-log.ts")).callLog,
);

function composed(stages: readonly Stage[], innermost: Next): Next {
  return stages.reduceRight((next, stage) => stage(next), innermost);
}

/** What every call goes through, outermost first. */
export const pipeline: Next = composed(
  [
    callLog,
    audit,
    answer,
    kept,
    check,
    readOnly,
    actions,
    reserve,
    objects,
    prepare,
    confirm,
    rate,
    intent,
    time,
    dryRun,
    changes,
    notes,
  ],
  run,
);

/** What a call goes through when no tool has its name: it ends with this error and is recorded in the audit. */
export function refusal(error: Error): Next {
  return composed([callLog, audit, answer], () => Promise.reject(error));
}
