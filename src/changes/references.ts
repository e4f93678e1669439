import { ToolError } from "../errors.ts";
import { jsonText } from "../json-numbers.ts";
import { isObject, type JsonObject } from "../json-object.ts";
import type { WriteRequest } from "../salesforce/rest/client.ts";

/** How a composite request begins the text that it puts the answer of another part in place of. */
const reference = "@{";

/** Where a text stands that a composite request would read as a reference: `record.Name`, `records[2].Name`. */
function referencePlace(value: unknown, place = ""): string | undefined {
  if (typeof value === "string") return value.includes(reference) ? place : undefined;
  if (!isObject(value) && !Array.isArray(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = Array.isArray(value) ? `${place}[${key}]` : place ? `${place}.${key}` : key;
    const found = key.includes(reference) ? here : referencePlace(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Refuses a write whose text would mean something else inside a composite request; `args` are those of the call. Throws
 * BAD_ARGUMENT.
 */
export function refuseReferences({ path, options }: WriteRequest, args: JsonObject): void {
  const texts = [decodeURIComponent(path), jsonText(options.body ?? null)];
  if (!texts.some((text) => text.includes(reference))) return;
  const place = referencePlace(args) ?? "the call";
  throw new ToolError(
    "BAD_ARGUMENT",
    `${place}: its text holds ${reference}, which a dry run cannot judge: it is sent inside a composite request, and that would put the answer of another part in its place. Nothing was sent.`,
    "Have the record judged without this value, or leave validateOnly out.",
  );
}
