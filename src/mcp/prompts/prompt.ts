import type { Actions } from "../../guard/action.ts";
import type { Tool, ToolContext } from "../../tool/tool.ts";
import type { Kind } from "../known-names.ts";

export interface PromptArgument {
  description: string;
  required?: boolean;
  /** What it is a name of, or the values that people mostly give. */
  completes?: Kind | readonly string[];
  /** What it must look like, and the words for what does not. */
  takes?: { pattern: RegExp; words: string };
}

/** By name; empty texts are left out. */
export type PromptArguments = Readonly<Record<string, string>>;

/** What a prompt's text is made with. */
export interface PromptGiven {
  tools: ReadonlyMap<string, Tool>;
  /** The org, for its own facts; without one the text is general. */
  org: ToolContext | undefined;
}

/** A request that people make again and again, as a good analyst would put it to a model. */
export interface Prompt {
  title: string;
  description: string;
  /** Tools without which it is of no use; it may name others, where they are offered. */
  needs: readonly string[];
  arguments: Readonly<Record<string, PromptArgument>>;
  /** What making its text reads. */
  actions(args: PromptArguments): Actions;
  text(args: PromptArguments, given: PromptGiven): Promise<string>;
}
