import type { Salesforce } from "../../salesforce/rest/client.ts";
import { failureOf } from "../failure.ts";

/** One line of the doctor. */
export interface Check {
  name: string;
  status: "ok" | "failed" | "skipped";
  message: string;
  /** What to do about a failure. */
  remedy?: string;
}

export type Outcome = Omit<Check, "name">;

export function ok(message: string): Outcome {
  return { status: "ok", message };
}

/** Not set, not needed here, or not possible after what failed before. */
export function skipped(message: string): Outcome {
  return { status: "skipped", message };
}

export function failed(message: string, remedy?: string): Outcome {
  return { status: "failed", message, ...(remedy !== undefined && { remedy }) };
}

export interface Step {
  name: string;
  run(): Outcome | Promise<Outcome>;
  /** Set where the steps that follow cannot work after this one failed: the reason that they are skipped with. */
  vital?: string;
}

/** What `run` comes to; an error is a failure with the error's own remedy. */
async function outcomeOf(run: Step["run"], salesforce: Salesforce): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    const { message, remedy } = await failureOf(error, salesforce);
    return failed(message, remedy);
  }
}

/** Takes the steps one after the other; after a vital one that failed the others are left out. */
export async function checkup(steps: readonly Step[], salesforce: Salesforce): Promise<Check[]> {
  const checks: Check[] = [];
  let stopped: string | undefined;
  for (const { name, run, vital } of steps) {
    const outcome = stopped === undefined ? await outcomeOf(run, salesforce) : skipped(stopped);
    checks.push({ name, ...outcome });
    if (outcome.status === "failed") stopped ??= vital;
  }
  return checks;
}
