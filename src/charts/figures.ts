/**
 * How a figure is shown, as a pattern in which `#` stands for the number: `$#`, `# €`, `#%`. The number keeps its
 * digits for computing, and the pattern its unit for people.
 */
export const plainPattern = "#";
export const percentPattern = "#%";

/** The pattern of a text in which Salesforce shows a number (`$1,200.50`, `1.200,50 €`, `USD 12`); `#` for any other. */
export function patternOf(shown: string): string {
  const [, before = "", after = ""] =
    /^([^\d#]*)\d[\d.,'’\s\u00A0\u202F]*?([^\d#.,]*)$/.exec(shown.trim()) ?? [];
  return `${before.replaceAll(/[-−(]/g, "")}#${after.replaceAll(/[)]/g, "")}`.slice(0, 20);
}

function written(number: string, pattern: string): string {
  const [before = "", after = ""] = pattern.split("#");
  return number.startsWith("-") ? `-${before}${number.slice(1)}${after}` : `${before}${number}${after}`;
}

const abbreviated = [1, 1, 2].map(
  (maximumFractionDigits) => new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits }),
);
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

const small = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** For labels and, with two digits, for axes, whose steps may be fine: `$1.2M`. */
export function shortFigure(value: number, pattern: string, digits: 1 | 2 = 1): string {
  if (Math.abs(value) < 1_000) return exactFigure(value, pattern);
  return written(abbreviated[digits]?.format(value) ?? String(value), pattern);
}

/** With its digits down to hundredths: `$1,234,567.5`. */
export function exactFigure(value: number, pattern: string): string {
  return written((Math.abs(value) < 1 ? small : whole).format(value), pattern);
}
