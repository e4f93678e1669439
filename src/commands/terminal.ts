import { createInterface } from "node:readline/promises";
import type { Confirmation } from "../mcp/call.ts";

/** Asks a question in the terminal; yes or y is a yes, the end of the input is no answer. */
export async function confirmed(
  question: string,
  signal: AbortSignal,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Confirmation> {
  const lines = createInterface({ input, output });
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  try {
    const text = await Promise.race([lines.question(`${question}\nDo it? [y/N] `, { signal }), ended]);
    if (text === undefined) return { action: "cancel", confirmed: false };
    const yes = /^\s*y(?:es)?\s*$/i.test(text);
    return { action: yes ? "accept" : "decline", confirmed: yes };
  } finally {
    lines.close();
  }
}
