import type { Chart, Charts } from "./chart.ts";
import { exactFigure } from "./figures.ts";
import { init } from "./library.ts";
import { type Look, light } from "./look.ts";
import { heightOf, optionOf } from "./option.ts";
import { timeLabel } from "./times.ts";

/** Pixels across one picture. */
const usualWidth = 800;
const gap = 16;

function escaped(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replaceAll(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll(/[&<>"]/g, (mark) => marks[mark] ?? mark);
}

/** Most of a chart's points that its description for those who do not see it tells. */
const mostTold = 60;

/** A chart in words: each category with its exact figures. */
function describedBy({ columns, rows, patterns, time, type, title }: Chart): string {
  const shown = rows.slice(0, mostTold).map(([name, ...figures]) => {
    const texts = figures.map((figure, place) => {
      const text = typeof figure === "number" ? exactFigure(figure, patterns[place] ?? "#") : "none";
      return columns.length > 2 ? `${columns[place + 1]} ${text}` : text;
    });
    const category = String(name ?? "");
    return `${time ? timeLabel(category) : category}: ${texts.join(", ")}`;
  });
  const more = rows.length > mostTold ? `; and ${rows.length - mostTold} more` : "";
  return `${title}. ${type} chart. ${shown.join("; ")}${more}`;
}

/** The library counts its pictures and their styles over the process; the same chart is to be the same file. */
function counted(svg: string, place: number): string {
  const styles = new Map<string, number>();
  return svg.replaceAll(/\bzr\d+-(cls-\d+)?/g, (_, style?: string) => {
    if (style === undefined) return `c${place}-`;
    const number = styles.get(style) ?? styles.size;
    styles.set(style, number);
    return `c${place}-cls-${number}`;
  });
}

/** One picture as SVG, drawn without a browser; `place` tells it from others of the same file. */
function drawn(chart: Chart, size: { width: number; height: number; look: Look }, place = 0): string {
  const { width, height } = size;
  const instance = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    instance.setOption(optionOf(chart, size));
    const told = `<title>${escaped(chart.title)}</title><desc>${escaped(describedBy(chart))}</desc>`;
    const svg = counted(instance.renderToSVGString(), place);
    return svg.replace(/^<svg ([^>]*)>/, (_, attributes: string) => `<svg role="img" ${attributes}>${told}`);
  } finally {
    instance.dispose();
  }
}

interface Placed {
  chart: Chart;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Small pictures in their order, two a row, each row as high as its highest; a last one alone has the row for itself. */
function placed(charts: readonly Chart[], width: number, top: number): { places: Placed[]; height: number } {
  const places: Placed[] = [];
  let y = top;
  for (let first = 0; first < charts.length; first += 2) {
    const row = charts.slice(first, first + 2);
    const own = (width - (row.length + 1) * gap) / row.length;
    const height = Math.max(...row.map((chart) => heightOf(chart, own)));
    for (const [place, chart] of row.entries())
      places.push({ chart, x: gap + place * (own + gap), y, width: own, height });
    y += height + gap;
  }
  return { places, height: y };
}

/** Charts as one SVG file; several stand in a grid under their common title. */
export function svgOf({ title, subtitle, charts }: Charts, look: Look = light): string {
  const [only, ...others] = charts;
  if (only && others.length === 0)
    return drawn(only, { width: usualWidth, height: heightOf(only, usualWidth), look });
  const width = 2 * usualWidth - 400;
  const { places, height } = placed(charts, width, subtitle === "" ? 56 : 76);
  const parts = places.map(({ chart, x, y, ...room }, place) => {
    const inner = drawn(chart, { ...room, look }, place).replace(/^<svg /, `<svg x="${x}" y="${y}" `);
    const frame = `<rect x="${x}" y="${y}" width="${room.width}" height="${room.height}" fill="none" stroke="${look.line}" rx="6"/>`;
    return inner + frame;
  });
  const text = (y: number, size: number, color: string, words: string, weight = 400) =>
    `<text x="${gap + 8}" y="${y}" font-family="${escaped(look.font)}" font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(words)}</text>`;
  return [
    `<svg role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${look.background}"/>`,
    text(36, 20, look.text, title, 600),
    ...(subtitle === "" ? [] : [text(58, 12, look.muted, subtitle)]),
    ...parts,
    "</svg>",
  ].join("\n");
}
