import type { ServerContext } from "@modelcontextprotocol/server";
import type { Call, CallResult, Runtime } from "./call.ts";
import type { OfferedTools } from "./tool-list/offered-tools.ts";

/** What resources, prompts and completions share with the tools of one server. */
export interface Served {
  tools: OfferedTools;
  runtime: Runtime;
  /** Sends a call of this request through the pipeline. */
  send(
    context: ServerContext,
    /** Without a signal of its own it ends with the request. */
    call: Pick<Call, "name" | "tool" | "args"> & Partial<Pick<Call, "signal">>,
  ): Promise<CallResult>;
  /** The same for what does not exist: it ends with this error, and stands in the audit. */
  refuse(context: ServerContext, call: Pick<Call, "name" | "args">, error: Error): Promise<CallResult>;
}
