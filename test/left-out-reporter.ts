import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

function reasonOf(test: TestCase): string {
  let place: TestCase | TestSuite | TestModule = test;
  while (place.type !== "module") {
    const { leftOut } = place.meta();
    if (leftOut !== undefined) return leftOut;
    place = place.parent;
  }
  return "no reason given";
}

/** Says in the last lines of a run which tests were left out, and why. */
export default class LeftOutReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // With -t, what was not named was not meant.
    if (!this.#vitest || this.#vitest.config.testNamePattern) return;
    const reasons = new Map<string, TestCase[]>();
    for (const module of modules)
      for (const test of module.children.allTests("skipped"))
        reasons.set(reasonOf(test), [...(reasons.get(reasonOf(test)) ?? []), test]);
    for (const line of linesOf(reasons)) this.#vitest.logger.log(line);
  }
}

function linesOf(reasons: ReadonlyMap<string, readonly TestCase[]>): string[] {
  if (reasons.size === 0) return ["Left out: nothing."];
  return [...reasons].map(([reason, tests]) => {
    const files = [...new Set(tests.map(({ module }) => module.relativeModuleId))].join(", ");
    return `Left out: ${tests.length} ${tests.length === 1 ? "test" : "tests"} of ${files}: ${reason}.`;
  });
}
