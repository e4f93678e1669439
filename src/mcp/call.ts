import type { Config } from "../config.ts";
import type { Salesforce, Trace } from "../salesforce/client.ts";
import type { Connection } from "../salesforce/connection.ts";
import type { Cursors } from "../salesforce/cursors.ts";
import type { FilesFolder } from "../salesforce/files.ts";
import type { Action, Progress, Tool } from "../tool.ts";

/** What one process shares between its calls. Nothing behind `connect` is loaded before a call needs it. */
export interface Runtime {
  config: Config;
  /** The org; throws NOT_CONFIGURED only when a request is made, not here. */
  connect(): Promise<Connection>;
  cursors: Cursors;
  files: FilesFolder;
  /** Aborted when the process ends. */
  ending: AbortSignal;
}

/** A question to the person in front of the client, and the answer. */
export interface Confirmer {
  /** Whether this client can ask a person. */
  canAsk: boolean;
  /** The answer to a question that was asked in an earlier round of this very call. */
  answer():
    | { state: string | undefined; action: "accept" | "decline" | "cancel"; confirmed: boolean }
    | undefined;
  /** Asks; the call then ends with this value and comes again with the answer. */
  ask(message: string, state: string): unknown;
}

/** One tool call on its way through the stages. */
export interface Call {
  name: string;
  tool: Tool;
  /** As the client sent them, until the check stage has parsed them. */
  args: Record<string, unknown>;
  /** What the call would do; filled in by the check stage. */
  actions: readonly Action[];
  runtime: Runtime;
  trace: Trace;
  /** Of the client's request; the time stage puts its own in place. */
  signal: AbortSignal;
  /** Bound to this call and its signal. */
  salesforce(): Promise<Salesforce>;
  progress(progress: Progress): void;
  confirmer: Confirmer;
}

/** What a call comes to. */
interface CallResult {
  text: string;
  isError: boolean;
  /** Of the error, for the audit. */
  errorCode?: string;
  /** The SDK's own value that asks the person, in place of a result. */
  inputRequired?: unknown;
}

export type Next = (call: Call) => Promise<CallResult>;
/** One concern of every call; the order of the stages is in pipeline.ts. */
export type Stage = (next: Next) => Next;
