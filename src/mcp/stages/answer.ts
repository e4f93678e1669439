import { SalesforceError } from "../../salesforce/rest/errors.ts";
import { Failed } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { errorCodeOf, render, renderError } from "../answers/result.ts";
import type { Call, CallResult, Next, Stage } from "../call.ts";
import type { Asked } from "../hints/hint-for.ts";
import { linkedBy, watchedFolder } from "../saved-files.ts";

/** What a call asked, for its hints. */
function askedBy({ args, tool, allows = () => true }: Call): Asked {
  return { args, takes: (argument) => argument in tool.input.shape, allows };
}

/** What the tool is given. */
export async function contextOf(call: Call): Promise<ToolContext> {
  const { cursors, files, background, changes, config } = call.runtime;
  const salesforce = await call.salesforce();
  const { signal, progress, denies, allows = () => true, showsPages = false } = call;
  const timeoutMilliseconds = config.timeoutSeconds * 1_000;
  const hint: ToolContext["hint"] = async (item, args) => {
    const { hintFor } = await import("../hints/hint-for.ts");
    return hintFor([item], { ...askedBy(call), args }, salesforce);
  };
  const runtime = { files, cursors, background, changes };
  return {
    salesforce,
    signal,
    progress,
    timeoutMilliseconds,
    denies,
    allows,
    showsPages,
    hint,
    ...runtime,
  };
}

/** Runs the tool; the innermost step, behind all stages. */
export const run: Next = async (call) => {
  const context = await contextOf(call);
  const saved: string[] = [];
  const files = watchedFolder(context.files, (path) => {
    saved.push(path);
    linkedBy(call.runtime).add(path);
  });
  const watched = { ...context, files };
  const returned = await (call.prepared?.run(watched) ?? call.tool.run(call.args, watched));
  const value = call.finish?.(returned) ?? returned;
  const rendered = render(value);
  const { errorCode } = value instanceof Failed ? value : {};
  return { ...rendered, value, ...(errorCode && { errorCode }), ...(saved.length > 0 && { saved }) };
};

/** The client for hints: not bound to the call's signal, which may be what ended it. */
async function forHints(call: Call) {
  const connection = await call.runtime.connect();
  return connection.bind({ signal: call.runtime.ending, trace: call.trace });
}

/** What was thrown as an answer for the model. */
export async function failure(error: unknown, call: Call): Promise<CallResult> {
  // Only Salesforce's own errors have hints that ask the org.
  const ask = error instanceof SalesforceError;
  const salesforce = ask ? await forHints(call).catch(() => undefined) : undefined;
  const text = await renderError(error, { asked: askedBy(call), salesforce });
  return { text, isError: true, errorCode: errorCodeOf(error) };
}

/** Turns what a stage or the tool throws into an answer for the model, and lets no secret out. */
export const answer: Stage = (next) => async (call) => {
  const result = await next(call).catch((error: unknown) => failure(error, call));
  return { ...result, text: call.runtime.secrets.redacted(result.text) };
};
