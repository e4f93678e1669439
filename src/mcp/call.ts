import type { ChangeJournal } from "../changes/journal.ts";
import type { Config } from "../config/config.ts";
import type { FilesFolder } from "../files/folder.ts";
import type { Actions } from "../guard/action.ts";
import { newTrace, type Salesforce, type Trace, type Watch } from "../salesforce/rest/client.ts";
import type { Connection } from "../salesforce/rest/connection.ts";
import type { Cursors } from "../tool/cursors.ts";
import type { Prepared, Progress, Tool } from "../tool/tool.ts";
import type { Background } from "../waiting/background.ts";

/** What one process shares between its calls. Nothing behind `connect` is loaded before a call needs it. */
export interface Runtime {
  config: Config;
  /** The org; throws NOT_CONFIGURED only when a request is made, not here. */
  connect(): Promise<Connection>;
  cursors: Cursors;
  /** What this process has changed. */
  changes: ChangeJournal;
  files: FilesFolder;
  /** A line for whoever runs this process; stdout belongs to the protocol. */
  log(line: string): void;
  /** Takes secrets out of what leaves the process. */
  secrets: { redacted(text: string): string };
  /** What outlasts its call; a process that ends aborts it. */
  background: Background;
  /** Aborted when the process ends. */
  ending: AbortSignal;
}

/** A person's answer. `confirmed` is false when the form was sent with a no in it. */
export interface Confirmation {
  action: "accept" | "decline" | "cancel";
  confirmed: boolean;
}

/** What helps where a client cannot ask its user. */
export const usualRemedy = "Use a client that can ask its user (MCP elicitation)";

/** A question to the person in front of the client, and the answer. */
export interface Confirmer {
  /** Why nobody can be asked, and what the person who runs this can do about it; undefined where somebody can. */
  cannotAsk: { reason: string; remedy: string } | undefined;
  /** The answer to a question of an earlier round of this very call, with the state that was given to it. */
  earlier(): (Confirmation & { state: string | undefined }) | undefined;
  /**
   * Asks and waits for the answer, so long at most. Where the protocol cannot wait, the call ends with `again`
   * and comes again with the answer and the state.
   */
  ask(
    question: string,
    options: {
      newState: () => string;
      signal: AbortSignal;
      milliseconds: number;
      progress: (progress: Progress) => void;
    },
  ): Promise<Confirmation | { again: unknown }>;
}

/** One tool call on its way through the stages. */
export interface Call {
  name: string;
  tool: Tool;
  /** As the client sent them, until the check stage has parsed them in place, so that the audit sees them too. */
  args: Record<string, unknown>;
  /** What the call would do, said by the check stage; undefined where the arguments say nothing yet. */
  actions: Actions | undefined;
  /** What a look at the org before the call has found, for tools that take one. */
  prepared?: Prepared | undefined;
  /** Whether it only asks what its write would come to, so that nothing of it is kept. */
  dryRun?: boolean;
  /** Whether a person was asked and agreed. */
  confirmed?: boolean;
  /** Milliseconds of the time limit that stages before the tool have used; the user's answer takes none. */
  spent?: number;
  runtime: Runtime;
  trace: Trace;
  /** Of the client's request; the time stage puts its own in place. */
  signal: AbortSignal;
  /** Bound to this call and its signal. */
  salesforce(): Promise<Salesforce>;
  progress(progress: Progress): void;
  confirmer: Confirmer;
  /** Sees what the tool writes. */
  watch?: Watch;
  /** Adds to the tool's value, before it becomes text, what the call's stages have to say of it. */
  finish?(value: unknown): unknown;
  /** The name of the MCP client; `unknown` for one without, `call` for the command of that name. */
  client: string;
  /** Whether the client shows a tool's page beside its text. */
  showsPages?: boolean;
  /** Whether the object lists let an object through; without lists there is none. */
  allows?: (object: string) => boolean;
  /** The same by the deny list alone. */
  denies?: (object: string) => boolean;
}

/** A call at its beginning; `given` is what its client brings. */
export function newCall(
  given: Pick<
    Call,
    "name" | "tool" | "args" | "runtime" | "signal" | "progress" | "confirmer" | "client" | "showsPages"
  > & { traceparent?: string | undefined },
): Call {
  const { traceparent } = given;
  const trace = { ...newTrace(), ...(traceparent !== undefined && { traceparent }) };
  return {
    ...given,
    actions: undefined,
    trace,
    async salesforce() {
      const connection = await given.runtime.connect();
      return connection.bind({ signal: this.signal, trace, watch: this.watch });
    },
  };
}

/** A picture beside the text, in base64. */
export interface ShownImage {
  data: string;
  mimeType: string;
}

/** What a call comes to. */
export interface CallResult {
  text: string;
  isError: boolean;
  image?: ShownImage;
  /** Of the error, for the audit. */
  errorCode?: string;
  /** What the tool returned, for the audit. */
  value?: unknown;
  /** Files that the call has written, by their paths. */
  saved?: readonly string[];
  /** The SDK's own value that asks the person, in place of a result. */
  inputRequired?: unknown;
}

export type Next = (call: Call) => Promise<CallResult>;
/** One concern of every call; the order of the stages is in pipeline.ts. */
export type Stage = (next: Next) => Next;
