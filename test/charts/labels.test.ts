import fc from "fast-check";
import { expect, test } from "vitest";
import type { Chart } from "../../src/charts/chart.ts";
import { widthOf } from "../../src/charts/look.ts";
import { svgOf } from "../../src/charts/svg.ts";
import { elementsOf } from "../tools/charts/svg-bars.ts";

interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where each level text of a picture stands, by the widths that the picture itself was made with. */
function boxesOf(svg: string): Box[] {
  return elementsOf(svg).flatMap(({ name, attributes, text }) => {
    const place = /^translate\(([-\d.]+) ([-\d.]+)\)$/.exec(attributes["transform"] ?? "");
    if (name !== "text" || text === "" || !place) return [];
    const size = Number(/font-size:(\d+)px/.exec(attributes["style"] ?? "")?.[1] ?? 12);
    const width = widthOf(text, size);
    const [x, y] = [Number(place[1]), Number(place[2]) + Number(attributes["y"] ?? 0)];
    const anchor = attributes["text-anchor"];
    const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
    return [{ text, left, right: left + width, top: y - size / 2, bottom: y + size / 2 }];
  });
}

function overlapping(boxes: readonly Box[]): string[] {
  return boxes.flatMap((box, place) =>
    boxes.slice(place + 1).flatMap((other) => {
      const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      // Widths are estimates, and letters have a little air around them.
      return across > 4 && down > 2 ? [`${box.text} | ${other.text}`] : [];
    }),
  );
}

const chart: Chart = {
  title: "A chart",
  subtitle: "of all",
  type: "bar",
  stacked: false,
  columns: ["Name", "Amount"],
  rows: [],
  y: "Sum of Amount",
  series: "",
  patterns: ["$#"],
  sums: true,
  time: false,
  open: "",
};

const names = fc.array(fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(..."abcdefgh MNO") }), {
  minLength: 1,
  maxLength: 60,
});

test.each(["bar", "column", "line", "pie", "donut", "funnel"] as const)(
  "no label of a %s lies on another, however many and long they are",
  (type) => {
    fc.assert(
      fc.property(
        names,
        fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 60, maxLength: 60 }),
        (given, figures) => {
          const most = type === "pie" || type === "donut" ? 7 : type === "funnel" ? 15 : 60;
          const rows = given.slice(0, most).map((name, place) => [`${place} ${name}`, figures[place] ?? 0]);
          const svg = svgOf({ title: "", subtitle: "", open: "", charts: [{ ...chart, type, rows }] });
          expect(overlapping(boxesOf(svg))).toEqual([]);
        },
      ),
      { seed: 11, numRuns: 8 },
    );
  },
);
