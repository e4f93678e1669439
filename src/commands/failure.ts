import { ToolError } from "../errors.ts";
import { askedByCommand, hintFor } from "../mcp/hints/hint-for.ts";
import type { Salesforce } from "../salesforce/rest/client.ts";
import { SalesforceError } from "../salesforce/rest/errors.ts";

export interface Failure {
  /** `CODE: message`. */
  message: string;
  remedy: string | undefined;
}

/** An error for the user of a command. `salesforce` lets the remedy name what the org has. */
export async function failureOf(error: unknown, salesforce: Salesforce): Promise<Failure> {
  if (error instanceof ToolError) return { message: `${error.code}: ${error.message}`, remedy: error.hint };
  if (!(error instanceof SalesforceError))
    return { message: error instanceof Error ? error.message : String(error), remedy: undefined };
  const message = error.items.map(({ code, message: said }) => `${code}: ${said}`).join(" ");
  return { message, remedy: await hintFor(error.items, askedByCommand, salesforce) };
}
