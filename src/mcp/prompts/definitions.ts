import * as z from "zod";
import { onePer } from "../../one-per.ts";
import type { Tool } from "../../tool/tool.ts";
import type { Kind } from "../known-names.ts";
import { accountBrief } from "./account-brief.ts";
import { dataQuality } from "./data-quality.ts";
import { explainReport } from "./explain-report.ts";
import { findDuplicates } from "./find-duplicates.ts";
import { importFile } from "./import-file.ts";
import { pipelineReview } from "./pipeline-review.ts";
import type { Prompt, PromptArgument, PromptArguments } from "./prompt.ts";

const prompts: Readonly<Record<string, Prompt>> = {
  pipeline_review: pipelineReview,
  account_brief: accountBrief,
  data_quality: dataQuality,
  import_file: importFile,
  find_duplicates: findDuplicates,
  explain_report: explainReport,
};

/** Those that can be followed with the tools that are offered. */
export function offeredPrompts(tools: ReadonlyMap<string, unknown>): Map<string, Prompt> {
  return new Map(Object.entries(prompts).filter(([, { needs }]) => needs.every((tool) => tools.has(tool))));
}

/** What an argument of a prompt is a name of, or the values that people give it. */
export function completesOfPrompt(
  name: string,
  argument: string,
  tools: ReadonlyMap<string, unknown>,
): Kind | readonly string[] | undefined {
  return offeredPrompts(tools).get(name)?.arguments[argument]?.completes;
}

const objectName = {
  pattern: /^[A-Za-z]\w{0,79}$/,
  words: "an object's API name, e.g. Account or Invoice__c",
};

function inputOf({ description, required, completes, takes }: PromptArgument): z.ZodType {
  const form = takes ?? (completes === "objects" ? objectName : undefined);
  const text = z.string().max(255).describe(description);
  const checked = form
    ? text.refine((value) => form.pattern.test(value), `takes ${form.words}`)
    : text.min(1);
  return required ? checked : checked.optional();
}

/** By the tools that are offered: what makes a prompt's text, as a tool that the pipeline can call. */
const toolsOf = onePer((_: ReadonlyMap<string, Tool>) => new WeakMap<Prompt, Tool>());

/** A prompt as the pipeline calls it: it reads the org's facts, and returns the text. */
export function promptTool(prompt: Prompt, tools: ReadonlyMap<string, Tool>): Tool {
  const known = toolsOf(tools);
  const made = known.get(prompt) ?? newTool(prompt, tools);
  known.set(prompt, made);
  return made;
}

function newTool(
  { title, description, arguments: args, actions, text }: Prompt,
  tools: ReadonlyMap<string, Tool>,
): Tool {
  const input = z.object(
    Object.fromEntries(Object.entries(args).map(([name, argument]) => [name, inputOf(argument)])),
  );
  return {
    title,
    description,
    effect: "read",
    input,
    // Every argument is a text.
    actions: (given) => actions(given as PromptArguments),
    run: (given, org) => text(given as PromptArguments, { tools, org }),
  };
}
