/** Colours and letters of a picture. */
export interface Look {
  text: string;
  muted: string;
  line: string;
  /** `transparent` where the picture lies on somebody else's page. */
  background: string;
  /** Of the box at the pointer. */
  box: string;
  font: string;
  /** Told apart by colour-blind eyes too: after Okabe and Ito, with the yellow left out, which is lost on white. */
  colors: readonly string[];
  /** What is none of the others. */
  rest: string;
  /** What has no value. */
  none: string;
}

const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const light: Look = {
  text: "#1f2328",
  muted: "#59636e",
  line: "#e3e6ea",
  background: "#ffffff",
  box: "#ffffff",
  font,
  colors: ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#6f4e9c", "#7a6a53"],
  rest: "#8b949e",
  none: "#c3c9d0",
};

export const dark: Look = {
  text: "#e9ecef",
  muted: "#a3abb4",
  line: "#3a4048",
  background: "#1b1f24",
  box: "#2a3038",
  font,
  colors: ["#4aa8e0", "#f0b840", "#2cc79b", "#e29ac2", "#9ad4f5", "#f0833a", "#a98bd6", "#b5a487"],
  rest: "#8b949e",
  none: "#5d656e",
};

/** About how wide a text is, since there is nothing to measure it with outside a browser. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u11FF\u2E80-\uFFEF]/.test(character) ? 1 : /[A-Z@%&mwMW]/.test(character) ? 0.7 : 0.54;
  return width * size;
}

/** How what is none of the named ones is called. */
const others = /^Other \(\d+\)$/;

/** The colour of the series or slice at this place. */
export function colorOf(name: string, place: number, look: Look): string {
  if (name === "(none)") return look.none;
  return others.test(name) ? look.rest : (look.colors[place % look.colors.length] ?? look.text);
}
