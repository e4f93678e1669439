import { visible } from "../mcp/answers/visible.ts";
import { stderr } from "./runtime/stderr.ts";

/** A line for the user of a command; nothing from an org can steer the terminal with it. */
export function say(text: string): void {
  process.stdout.write(`${visible(text)}\n`);
}

/** What went wrong, and what to do about it. */
export function complain(message: string, hint?: string): void {
  stderr().write(`${visible(message)}\n${hint ? `${visible(hint)}\n` : ""}`);
}
