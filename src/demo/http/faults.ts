/** What goes wrong with the requests that match. */
export interface Fault {
  /** Requests of this method and whose path (with query) contains this text or matches; all unless given. */
  method?: string;
  path?: string | RegExp;
  /** How many requests; 1 unless given. */
  times?: number;
  /** Answer this instead of doing anything. */
  answer?: { status: number; body?: string; headers?: Record<string, string> };
  /** Close the socket before the work, or after it is done and before the answer. */
  close?: "before" | "after";
  /** Do the work, send half of the answer's body, close the socket. */
  half?: boolean;
  /** Wait so many milliseconds before the work. */
  delay?: number;
  /** Replace this host in nextRecordsUrl. */
  foreignNextUrl?: string;
  /** Claim that so many of the daily API requests are used. */
  apiUsage?: { used: number; max: number };
}

/** A fault that was set, and how many requests met it so far. */
export interface SetFault {
  readonly met: number;
}

/** Faults that wait for their requests, first come, first served. One that does nothing only counts. */
export class Faults {
  #waiting: { fault: Fault; met: number }[] = [];

  add(fault: Fault): SetFault {
    const entry = { fault, met: 0 };
    this.#waiting.push(entry);
    return entry;
  }

  clear(): void {
    this.#waiting = [];
  }

  take(method: string, path: string): Fault | undefined {
    const entry = this.#waiting.find(({ fault }) => matches(fault, method, path));
    if (!entry) return undefined;
    entry.met++;
    if (entry.met >= (entry.fault.times ?? 1))
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    return entry.fault;
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method && fault.method !== method) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === "string" ? path.includes(fault.path) : fault.path.test(path);
}
