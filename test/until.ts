import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is so; what never is ends with the test's own time limit. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}
