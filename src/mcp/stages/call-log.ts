import type { Stage } from "../call.ts";
import { outcomeOf } from "../outcome.ts";
import { visible } from "../visible.ts";

/** Tells whoever runs the process of each call in one line of JSON, for log collectors; arguments and answers stay out. */
export const callLog: Stage = (next) => async (call) => {
  const started = Date.now();
  const result = await next(call);
  if (result.inputRequired !== undefined) return result;
  const { name, client, trace, runtime } = call;
  const line = {
    time: new Date(started).toISOString(),
    tool: name.slice(0, 200),
    outcome: outcomeOf(result, trace),
    ...(result.errorCode !== undefined && { errorCode: result.errorCode }),
    ms: Date.now() - started,
    apiCalls: trace.apiCalls,
    apiRemaining: trace.apiRemaining,
    client: client.slice(0, 200),
    traceparent: trace.traceparent,
  };
  // A client names itself and the tool in any words that it likes.
  runtime.log(visible(runtime.secrets.redacted(JSON.stringify(line))));
  return result;
};
