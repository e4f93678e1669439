import { jsonText } from "../json-numbers.ts";
import { isObject } from "../json-object.ts";
import { visible } from "./answers/visible.ts";

const mostOfText = 500;
const mostInAll = 8_000;

/** A long text is cut, and says so in itself. */
function shortened(_: string, value: unknown): unknown {
  if (typeof value !== "string" || value.length <= mostOfText) return value;
  const more = value.length - mostOfText;
  return `${value.slice(0, mostOfText).toWellFormed()}… [${more} more characters are not shown]`;
}

function shown(value: unknown): string {
  return visible(jsonText(value, shortened));
}

/** As many items as fit, and how many do not. */
function listText(items: readonly unknown[], room: number): string {
  const parts: string[] = [];
  let used = 2;
  for (const item of items) {
    const part = shown(item);
    used += part.length + 1;
    if (used > room) break;
    parts.push(part);
  }
  const more = items.length - parts.length;
  return `[${parts.join(",")}${more > 0 ? ` … ${more} of ${items.length} are not shown` : ""}]`;
}

function valueText(value: unknown, room: number): string {
  if (Array.isArray(value)) return listText(value, room);
  const text = shown(value);
  if (text.length <= room) return text;
  return isObject(value) ? objectText(value, room) : `… ${text.length} characters are not shown`;
}

function objectText(value: Record<string, unknown>, room: number): string {
  let left = room;
  const parts = Object.entries(value).map(([name, inner]) => {
    const part = `${shown(name)}:${valueText(inner, Math.max(left, 0))}`;
    left -= part.length + 1;
    return part;
  });
  return `{${parts.join(",")}}`;
}

/**
 * A call's arguments on one line, for a person: whole up to some 8,000 characters, and each place where something
 * is left out says how much.
 */
export function writtenArguments(args: Record<string, unknown>): string {
  return objectText(args, mostInAll);
}
