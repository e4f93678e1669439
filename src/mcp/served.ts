import type { ServerContext } from "@modelcontextprotocol/server";
import type { Tool } from "../tool/tool.ts";
import type { Call, CallResult, Runtime } from "./call.ts";

/** What resources, prompts and completions share with the tools of one server. */
export interface Served {
  /** Those that are offered. */
  tools: ReadonlyMap<string, Tool>;
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
