import type { Step } from "./steps.ts";

/** As many records as are named one by one; the rest is counted. */
export const mostNamed = 50;

type Action = Step["action"];

/** How many steps there are of each kind, with the first of them; however many, it stays small. */
export class Tally {
  readonly #counts = new Map<Action, number>();
  readonly #first = new Map<Action, Step[]>();
  /** The changes that the steps take back. */
  readonly changes = new Set<string>();

  static of(steps: readonly Step[]): Tally {
    const tally = new Tally();
    tally.add(steps);
    return tally;
  }

  add(steps: readonly Step[]): void {
    for (const step of steps) {
      const { action, net } = step;
      this.#counts.set(action, this.count(action) + 1);
      const first = this.#first.get(action) ?? [];
      this.#first.set(action, first);
      if (first.length < mostNamed) first.push(step);
      for (const { change } of net.taken) this.changes.add(change.id);
    }
  }

  count(...actions: readonly Action[]): number {
    return actions.reduce((sum, action) => sum + (this.#counts.get(action) ?? 0), 0);
  }

  /** The first steps of these kinds. */
  first(...actions: readonly Action[]): Step[] {
    return actions.flatMap((action) => this.#first.get(action) ?? []).slice(0, mostNamed);
  }
}
