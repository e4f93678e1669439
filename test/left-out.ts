import type { TestOptions } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Why a test is not run here. */
    leftOut?: string;
  }
}

/** Options of tests that can only be run where `possible`; elsewhere the last lines of the run say why they were not. */
export function onlyWhere(possible: boolean, why: string): TestOptions {
  return possible ? {} : { skip: true, meta: { leftOut: why } };
}

export const notOnWindows: TestOptions = onlyWhere(
  process.platform !== "win32",
  "written for the shells and file rights of Linux and macOS",
);
