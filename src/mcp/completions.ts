import type { Server } from "@modelcontextprotocol/server";
import { type Kind, type Known, knownNames } from "./known-names.ts";
import { completesOfResource } from "./resources/definitions.ts";
import type { Served } from "./served.ts";

/** What the protocol lets one answer hold. */
const mostValues = 100;

/** How well a name fits what was typed: the smaller the better, undefined for not at all. */
function farFrom({ name, label, id }: Known, typed: string): number | undefined {
  const [ownName, ownLabel] = [name.toLowerCase(), label.toLowerCase()];
  if (ownName.startsWith(typed)) return 0;
  if (ownLabel.startsWith(typed)) return 1;
  if (ownName.includes(typed) || ownLabel.includes(typed)) return 2;
  return id?.toLowerCase().startsWith(typed) ? 3 : undefined;
}

/**
 * The names that fit what was typed so far, best first. Of objects that fit alike the shorter ones come first, which
 * are those that people work with; others keep their order.
 */
function completions(areObjects: boolean, names: readonly Known[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  const found = names.flatMap((entry) => {
    const far = farFrom(entry, wanted);
    return far === undefined ? [] : [{ ...entry, far }];
  });
  const length = ({ name }: Known) => (areObjects ? name.length : 0);
  found.sort((a, b) => a.far - b.far || length(a) - length(b));
  return found.map(({ name, id, far }) => (far === 3 && id ? id : name));
}

type Reference = { type: "ref/prompt"; name: string } | { type: "ref/resource"; uri: string };

/** What a part of a resource or an argument of a prompt is a name of, or the values that people give it. */
async function known(
  ref: Reference,
  argument: string,
  served: Served,
): Promise<Kind | readonly string[] | undefined> {
  const tools = await served.tools.all();
  if (ref.type === "ref/resource") return completesOfResource(ref.uri, argument, tools);
  const { completesOfPrompt } = await import("./prompts/definitions.ts");
  return completesOfPrompt(ref.name, argument, tools);
}

/** Completes names from lists that are kept for a minute; without an org there are none, and no error. */
export function serveCompletions(server: Server, served: Served): void {
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument } }, context) => {
    const kind = await known(ref, argument.name, served);
    const names =
      typeof kind === "string"
        ? await knownNames(kind, served, context)
        : (kind ?? []).map((name) => ({ name, label: "" }));
    const all = completions(kind === "objects", names, argument.value);
    const values = all.slice(0, mostValues);
    return { completion: { values, total: all.length, hasMore: all.length > values.length } };
  });
}
