import { visible } from "../answers/visible.ts";
import type { Call, CallResult, Stage } from "../call.ts";
import { outcomeOf } from "../outcome.ts";

/** What a call that throws past the stage of answers comes to for its client, which gets a protocol error. */
const thrown: CallResult = { text: "", isError: true, errorCode: "UNEXPECTED_RESPONSE" };

function outcome(result: CallResult, { trace }: Call): string {
  return result.inputRequired === undefined ? outcomeOf(result, trace) : "asked";
}

function tell(call: Call, started: number, result: CallResult): void {
  const { name, client, trace, runtime } = call;
  const line = {
    time: new Date(started).toISOString(),
    tool: name.slice(0, 200),
    outcome: outcome(result, call),
    ...(result.errorCode !== undefined && { errorCode: result.errorCode }),
    ms: Date.now() - started,
    apiCalls: trace.apiCalls,
    apiRemaining: trace.apiRemaining,
    client: client.slice(0, 200),
    traceparent: trace.traceparent,
  };
  // A client names itself and the tool in any words that it likes.
  runtime.log(visible(runtime.secrets.redacted(JSON.stringify(line))));
}

/**
 * Tells whoever runs the process of each call in one line of JSON, whatever becomes of it, for log collectors;
 * arguments and answers stay out.
 */
export const callLog: Stage = (next) => async (call) => {
  const started = Date.now();
  let result = thrown;
  try {
    result = await next(call);
    return result;
  } finally {
    tell(call, started, result);
  }
};
