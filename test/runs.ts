const asked = process.env["RUNS"];

/**
 * How many random cases a property is tried with: in `npm run test:slow` all, in `npm test` a fifth of them, and with
 * RUNS=2000 so many.
 */
export function runs(all: number): number {
  if (asked !== undefined) return Number(asked);
  return process.env["THOROUGH"] === "true" ? all : Math.ceil(all / 5);
}

/** The same cases each time, so that a failure comes from a change; with RUNS other ones. */
export function sameCases(seed: number): { seed?: number } {
  return asked === undefined ? { seed } : {};
}
