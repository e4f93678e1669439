import { isCut } from "../../cut-text.ts";
import { ToolError } from "../../errors.ts";

/** Where among a call's arguments a value stands that was shown cut: `record.Description`, `records[3].Notes__c`. */
function cutPlace(args: object): string | undefined {
  const waiting: { value: unknown; place: string }[] = [{ value: args, place: "" }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, place } = next;
    if (typeof value === "string" && isCut(value)) return place;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const name = Array.isArray(value) ? `${place}[${key}]` : place ? `${place}.${key}` : key;
      waiting.push({ value: inner, place: name });
    }
  }
  return undefined;
}

/** Refuses to write a value that was read cut: what was not shown of it would be lost. */
export function refuseCutValues(args: object): void {
  const place = cutPlace(args);
  if (place === undefined) return;
  throw new ToolError(
    "BAD_ARGUMENT",
    `${place}: it holds the mark of a value that was shown cut (… [cut: … characters in all]); written so, the rest would be lost.`,
    "Read the value whole (getRecord with it in fields) and write that, or leave it out. Nothing was sent.",
  );
}
