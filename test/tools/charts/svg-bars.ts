import { XMLParser } from "fast-xml-parser";

type Node = Record<string, unknown>;

/** Every element of a file of SVG, which must be well-formed XML, by depth. */
export function elementsOf(
  svg: string,
): { name: string; attributes: Record<string, string>; text: string }[] {
  const parser = new XMLParser({ ignoreAttributes: false, preserveOrder: true, attributeNamePrefix: "" });
  const walk = (nodes: Node[]): ReturnType<typeof elementsOf> =>
    nodes.flatMap((node) => {
      const { ":@": attributes = {}, ...rest } = node;
      return Object.entries(rest).flatMap(([name, inner]) => {
        if (!Array.isArray(inner)) return [];
        const texts = inner.flatMap((child: Node) => ("#text" in child ? [String(child["#text"])] : []));
        // The parser's nodes are objects of strings here.
        const own = { name, attributes: attributes as Record<string, string>, text: texts.join("") };
        return [own, ...walk(inner)];
      });
    });
  return walk(parser.parse(svg, true));
}

/** From the left to the right end of a path, and from the top to the bottom; arcs are corners of a few pixels. */
function extentOf(path: string): { width: number; height: number } {
  const xs: number[] = [];
  const ys: number[] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of path.matchAll(/([MLAZml])([^MLAZml]*)/g)) {
    const numbers = (rest.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
    const [right = 0, down = 0] = numbers.slice(-2);
    const relative = command === "l" || command === "m";
    if (numbers.length < 2) continue;
    [x, y] = relative ? [x + right, y + down] : [right, down];
    xs.push(x);
    ys.push(y);
  }
  return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
}

/** The size of each bar of one series, in the order of the data. */
export function barsOf(svg: string, series = 0): { width: number; height: number }[] {
  const bars = elementsOf(svg).filter(
    ({ name, attributes }) => name === "path" && attributes["ecmeta_series_index"] === String(series),
  );
  return bars.map(({ attributes }) => extentOf(attributes["d"] ?? ""));
}
