/** A part of an address as it was meant; one that was not encoded stands as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const literal = /[.*+?^${}()|[\]\\]/g;

/**
 * The parts of an address by their names in the template (`salesforce://records/{object}/{id}`), undefined when it is
 * no address of it. The last part may hold slashes, since some clients do not encode what they put in.
 */
export function matchTemplate(template: string, uri: string): Record<string, string> | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const texts = template.split(/\{\w+\}/).map((text) => text.replaceAll(literal, "\\$&"));
  const pattern = texts.reduce((before, text, index) => {
    const last = index === names.length && text === "";
    return `${before}${last ? "(.+)" : "([^/]+)"}${text}`;
  });
  const found = new RegExp(`^${pattern}$`, "s").exec(uri);
  return found
    ? Object.fromEntries(names.map((name, at) => [name, decoded(found[at + 1] ?? "")]))
    : undefined;
}
