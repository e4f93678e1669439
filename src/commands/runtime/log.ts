import type { Config } from "../../config/config.ts";
import type { Runtime } from "../../mcp/call.ts";
import type { RequestLog } from "../../salesforce/rest/request-log.ts";
import { stderr } from "./stderr.ts";

export type Log = Runtime["log"];

export function toStderr(line: string): void {
  // Lines of JSON are for log collectors.
  stderr().write(line.startsWith("{") ? `${line}\n` : `salesforce-rest-mcp: ${line}\n`);
}

export function warnTo(config: Config, log: Log): Log {
  return config.logLevel === "error" ? () => undefined : log;
}

/** The lines about requests that the log level asks for. */
export function requestLogOf({ logLevel }: Config, log: Log): RequestLog {
  if (logLevel === "debug") return { info: log, debug: log };
  return logLevel === "info" ? { info: log } : {};
}
