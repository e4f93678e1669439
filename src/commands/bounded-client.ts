import { ToolError } from "../errors.ts";
import { newTrace, type Salesforce } from "../salesforce/rest/client.ts";
import type { Connection } from "../salesforce/rest/connection.ts";

/** A client for what a command asks beyond tool calls; everything it asks ends after so many seconds in all. */
export function boundedClient(connection: Connection, seconds: number): Salesforce {
  const controller = new AbortController();
  const late = new ToolError(
    "TIMEOUT",
    `Salesforce took longer than ${seconds} seconds.`,
    "Check the network and the proxy, or set a higher SALESFORCE_TIMEOUT_SECONDS.",
  );
  setTimeout(() => controller.abort(late), seconds * 1_000).unref();
  return connection.bind({ signal: controller.signal, trace: newTrace() });
}
