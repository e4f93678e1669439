import type * as z from "zod";
import type { ChangeJournal } from "../changes/journal.ts";
import type { FilesFolder } from "../files/folder.ts";
import type { Actions, Effect } from "../guard/action.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import type { ErrorItem } from "../salesforce/rest/errors.ts";
import type { Background } from "../waiting/background.ts";
import type { Cursors } from "./cursors.ts";

export interface Progress {
  /** Grows from call to call. */
  progress: number;
  total?: number;
  message?: string;
}

/** What a tool gets for one call. `salesforce` is bound to this call: its signal, its trace. */
export interface ToolContext {
  salesforce: Salesforce;
  /** Aborted when the client cancels, the time is over, or the process ends. */
  signal: AbortSignal;
  /** Reports progress to the client and counts as progress for calls whose limit is time without it. */
  progress(progress: Progress): void;
  /** The call's limit; for long-running tools the longest time without progress. */
  timeoutMilliseconds: number;
  files: FilesFolder;
  cursors: Cursors;
  /** What this process has changed. */
  changes: ChangeJournal;
  /** Whether the deny list means an object; undefined where there are no object lists. */
  denies: ((object: string) => boolean) | undefined;
  /** Whether an object may be shown among others; what the call's actions name was looked at already. */
  allows(object: string): boolean;
  background: Background;
  /** Whether the client shows a tool's page beside its text. */
  showsPages: boolean;
  /**
   * What to do about a failure that is part of an answer; `args` are those of a call that would meet it alone.
   * Never throws, takes a moment at most, and is undefined when nothing is known.
   */
  hint(failure: ErrorItem, args: Readonly<Record<string, unknown>>): Promise<string | undefined>;
}

/** A call that was looked at in the org before anybody is asked. */
export interface Prepared {
  /** What it would do, now that it is known. */
  actions: Actions;
  /** Takes the place of the tool's own `run`. */
  run(context: ToolContext): Promise<unknown>;
}

export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  title: string;
  /** The first sentence says Salesforce and what the tool does. */
  description: string;
  /** Sentences that follow where there is a files folder. */
  filesDescription?: string;
  effect: Effect | "mixed";
  input: Input;
  /** Checks that no single argument can express; returns what is wrong, naming the argument. */
  check?(args: z.output<Input>): string | undefined;
  /**
   * What this very call would do; by default one action of `effect` on `args.object` and `args.id`. Throws
   * BAD_ARGUMENT where that cannot be told.
   */
  actions?(args: z.output<Input>, known: { changes: ChangeJournal }): Actions;
  /**
   * Reads what the call is about, behind the guards and before the user is asked; undefined for a call that needs
   * no such look. It must not write.
   */
  prepare?(args: z.output<Input>, context: ToolContext): Promise<Prepared | undefined>;
  /** The limit is time without progress (files, jobs) and not time in all. */
  longRunning?: boolean;
  /** Each part of its request that writes is a change of its own, which can be taken back by itself. */
  changesByPart?: boolean;
  /** A mixed tool of which some calls only read, so that read-only mode offers it. */
  readsToo?: boolean;
  /** Of no use without a files folder, so it is offered only with one. */
  needsFiles?: boolean;
  /** Works on the changes that are kept, so it is offered only where some are. */
  needsChanges?: boolean;
  /** Costs next to nothing and is needed all the more when API requests run out, so the API reserve lets it pass. */
  belowReserve?: boolean;
  /** The `ui://` resource that shows its answers in the chat, where a client shows MCP Apps. */
  page?: string;
  /** Shown to clients that hide tools behind a search. */
  alwaysLoad?: boolean;
  /** Returns a plain value, `Rows` or `Failed`; throws on errors. */
  run(args: z.output<Input>, context: ToolContext): Promise<unknown>;
}

export interface Toolset<Name extends string = string> {
  title: string;
  tools: Record<Name, Tool>;
}

/** A toolset of which only the names are known until one of its tools is used. */
export interface LazyToolset {
  names: readonly string[];
  load(): Promise<Toolset>;
}

/** Toolsets with all of their tools. */
export async function loaded(
  toolsets: Readonly<Record<string, LazyToolset>>,
): Promise<Record<string, Toolset>> {
  const entries = Object.entries(toolsets).map(async ([name, { load }]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Ties a tool's `run` to the type of its own input. */
export function tool<Input extends z.ZodObject>(definition: Tool<Input>): Tool {
  // The pipeline hands `run` only what `input` has parsed, so the wider type is safe.
  return definition as unknown as Tool;
}
