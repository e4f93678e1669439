import { ToolError } from "../../errors.ts";
import { onePer } from "../../one-per.ts";
import { onAbort } from "../../waiting/signals.ts";
import { WaitingLine } from "../../waiting/waiting-line.ts";
import type { Call, Runtime, Stage } from "../call.ts";

const minuteMilliseconds = 60_000;

/**
 * A bucket that holds a minute's calls and is filled evenly: so many may go at once, and after that one each
 * `60 / perMinute` seconds, first come, first served.
 */
export class TurnQueue {
  readonly #perMinute: number;
  readonly #interval: number;
  readonly #now: () => number;
  /** When the bucket will be full again, if nobody takes a turn. */
  #full = 0;
  readonly #line = new WaitingLine();
  #timer: NodeJS.Timeout | undefined;

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#interval = minuteMilliseconds / perMinute;
    this.#now = now;
  }

  /** Milliseconds until whoever comes now gets a turn. */
  wait(): number {
    return this.#until(this.#line.length);
  }

  /** Until there is a turn after so many others. */
  #until(others: number): number {
    const full = Math.max(this.#full, this.#now());
    return Math.max(0, full - this.#now() - (this.#perMinute - 1 - others) * this.#interval);
  }

  /** Takes a turn that is there, when nobody waits for it. */
  takeNow(): boolean {
    if (this.#line.length > 0 || this.#until(0) > 0) return false;
    this.#spend();
    return true;
  }

  #spend(): void {
    this.#full = Math.max(this.#full, this.#now()) + this.#interval;
  }

  /** Resolves at this caller's turn; whoever leaves by the signal lets the others move up. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.takeNow()) return;
    const turn = this.#line.join(signal);
    this.#watch();
    await turn;
  }

  #watch(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        while (this.#line.length > 0 && this.#until(0) === 0) {
          this.#spend();
          this.#line.next();
        }
        if (this.#line.length > 0) this.#watch();
      },
      Math.ceil(this.#until(0)),
    );
  }
}

const queueOf = onePer(({ config }: Runtime) => new TurnQueue(config.rateLimit ?? 0));

function cancelled(name: string): ToolError {
  return new ToolError("CANCELLED", `${name} was cancelled while it waited for its turn. Nothing was sent.`);
}

/** Waits for the call's turn; ends when the call is cancelled or the process ends. */
async function turnOf(call: Call, queue: TurnQueue): Promise<void> {
  const leaving = new AbortController();
  const unwatch = onAbort([call.signal, call.runtime.ending], () => leaving.abort(cancelled(call.name)));
  try {
    await queue.take(leaving.signal);
  } finally {
    unwatch();
  }
}

/** Lets a call wait for its turn; refuses one whose turn would not come within its time limit. */
export const rate: Stage = (next) => async (call) => {
  const { config } = call.runtime;
  const queue = queueOf(call.runtime);
  if (queue.takeNow()) return next(call);
  const wait = queue.wait();
  if (wait >= config.timeoutSeconds * 1_000)
    throw new ToolError(
      "RATE_LIMITED",
      `This server takes ${config.rateLimit} tool calls a minute (SALESFORCE_RATE_LIMIT), and they are used up. Nothing was sent.`,
      `Try again in ${Math.ceil(wait / 1_000)} seconds; ask for more at once instead of calling often.`,
    );
  const started = performance.now();
  await turnOf(call, queue);
  call.spent = (call.spent ?? 0) + performance.now() - started;
  return next(call);
};
