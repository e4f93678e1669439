import type { Chart } from "./chart.ts";
import type { Look } from "./look.ts";

/** Where a picture has its place, in pixels. */
export interface Room {
  width: number;
  height: number;
  look: Look;
}

/** What a kind of picture is drawn from: the chart, its room, and where the room under the titles begins. */
export interface Frame extends Room {
  chart: Chart;
  top: number;
}

/** Pixels that are left free on each side. */
export const margin = 16;

/** The titles over a picture. */
export function titleOf({ title, subtitle }: Chart, { width, look }: Room): object {
  const room = { width: width - 2 * margin, overflow: "truncate", fontFamily: look.font };
  return {
    text: title,
    subtext: subtitle,
    left: margin,
    top: 12,
    padding: 0,
    itemGap: 8,
    textStyle: { ...room, color: look.text, fontSize: 16, fontWeight: 600 },
    subtextStyle: { ...room, color: look.muted, fontSize: 12 },
  };
}

/** Letters of axes and the like. */
export function smallLetters({ look }: Pick<Frame, "look">, color = look.muted): object {
  return { color, fontSize: 12, fontFamily: look.font };
}

/** What lies between parts of a picture. */
export function gapColor({ background, line }: Look): string {
  return background === "transparent" ? line : background;
}

/** A box at the pointer that holds plain text, so that nothing of the org is ever read as markup. */
export function tooltip(frame: Frame, more: object): object {
  const { look } = frame;
  return {
    renderMode: "richText",
    confine: true,
    backgroundColor: look.box,
    borderColor: look.line,
    textStyle: smallLetters(frame, look.text),
    ...more,
  };
}
