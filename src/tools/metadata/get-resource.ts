import * as z from "zod";
import type { Actions } from "../../guard/action.ts";
import { getActions } from "../../guard/subrequests.ts";
import { WrittenNumber } from "../../json-numbers.ts";
import { tool } from "../../tool/tool.ts";

const input = z.object({
  path: z.string().min(1).max(16_000).describe("e.g. sobjects/Account/listviews, recent, tooling/query"),
  query: z.record(z.string().max(255), z.unknown()).optional().describe("Parameters by name"),
  saveTo: z.string().min(1).max(255).optional().describe("Write all of it to this new file"),
});

export type GetResourceArguments = z.output<typeof input>;

/** Lists stand as Salesforce reads them, `Id,Name`. */
function valueText(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** The whole address, as it is checked and sent. */
export function urlOf({ path, query = {} }: GetResourceArguments): string {
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(valueText(value))}`);
  if (parameters.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${parameters.join("&")}`;
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value)
    ? value.every((item) => ["string", "number", "boolean"].includes(typeof item))
    : typeof value !== "object" || value === null || value instanceof WrittenNumber;
}

function problemOf({ query = {} }: GetResourceArguments): string | undefined {
  const odd = Object.entries(query).find(([, value]) => !isPlain(value));
  return odd && `query: ${odd[0]} takes a text, a number, true or false.`;
}

export const getResource = tool({
  title: "Get any resource",
  description:
    "Reads any Salesforce REST resource below /services/data/vNN.N as JSON: list views (their results as CSV), recent, updated, deleted, layouts, UI API, tooling/query, Connect, nextRecordsUrl.",
  effect: "read",
  longRunning: true,
  input,
  check: problemOf,
  actions: (args): Actions => getActions(urlOf(args), "path"),
  run: async (args, context) => (await import("./read-resource.ts")).readResourceFor(args, context),
});
