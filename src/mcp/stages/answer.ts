import { Failed } from "../../tool.ts";
import type { Call, Next, Stage } from "../call.ts";
import { codeOf, render, renderError } from "../result.ts";

/** Runs the tool; the innermost step, behind all stages. */
export const run: Next = async (call) => {
  const { cursors, files, config } = call.runtime;
  const salesforce = await call.salesforce();
  const { signal, progress } = call;
  const timeoutMilliseconds = config.timeoutSeconds * 1_000;
  const context = { salesforce, signal, progress, timeoutMilliseconds, files, cursors };
  const value = await call.tool.run(call.args, context);
  const rendered = render(value);
  return value instanceof Failed ? { ...rendered, errorCode: value.errorCode } : rendered;
};

/** The client for hints: not bound to the call's signal, which may be what ended it. */
async function forHints(call: Call) {
  const connection = await call.runtime.connect();
  return connection.bind({ signal: call.runtime.ending, trace: call.trace });
}

/** Turns what a stage or the tool throws into an answer for the model. */
export const answer: Stage = (next) => async (call) => {
  try {
    return await next(call);
  } catch (error) {
    const salesforce = await forHints(call).catch(() => undefined);
    const text = await renderError(error, { args: call.args, salesforce });
    return { text, isError: true, errorCode: codeOf(error) };
  }
};
