import type { Next, Stage } from "./call.ts";
import { answer, run } from "./stages/answer.ts";
import { check } from "./stages/check.ts";
import { readOnly } from "./stages/read-only.ts";
import { time } from "./stages/time.ts";

/** What every call goes through, outermost first. */
const stages: readonly Stage[] = [answer, check, readOnly, time];

export const pipeline: Next = stages.reduceRight((next, stage) => stage(next), run);
