import { ToolError } from "../../errors.ts";
import type { SaveResult } from "../rest/answers.ts";
import type { Salesforce } from "../rest/client.ts";

export function undelete(
  _salesforce: Salesforce,
  _records: readonly { object: string; id: string }[],
  _undoes: ReadonlyMap<string, readonly string[]>,
): Promise<SaveResult[]> {
  return Promise.reject(new ToolError("BAD_ARGUMENT", "not yet"));
}
