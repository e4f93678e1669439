import { parseAddress } from "../guard/subrequest-url.ts";
import type { Subrequest } from "../guard/subrequests.ts";

/** A request inside another as the arguments of the tool that would send it alone, which hints are made from. */
export function partArguments({ url, body }: Subrequest): Record<string, unknown> {
  const { segments, query } = parseAddress(url, "url");
  const [resource = "", object, second, third] = segments;
  const q = query.find(([name]) => name === "q")?.[1];
  if (/^query(?:All)?$/i.test(resource)) return { soql: q ?? "" };
  if (/^search$/i.test(resource)) return { sosl: q ?? "" };
  if (!/^sobjects$/i.test(resource)) return {};
  const key = third === undefined ? { id: second } : { externalIdField: second, externalId: third };
  return { object, ...(second !== undefined && key), record: body };
}
