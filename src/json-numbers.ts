/**
 * A number of a JSON text that a double cannot hold as it was written: `12345678901234567890`, `1e21`, `0.0000001`.
 * It is one value, no object with keys; `jsonText` writes it bare, as it came.
 */
export class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  /** To jsonText a text that it knows again; to any other writer its digits in quotes. */
  toJSON(): string {
    return writing ? mark + this.text : this.text;
  }
}

/** Whether jsonText is at work, which nothing interrupts. */
let writing = false;
/**
 * Begins the texts that stand for numbers for a moment. It never leaves this file and is new in each process, so that
 * no text from outside has it; node:crypto would cost the start some milliseconds.
 */
const mark = `number ${Math.random()} ${Math.random()} `;
const marked = new RegExp(`"${mark.replaceAll(".", "\\.")}([^"]*)"`, "g");

/** Quick to look for and rarely there: many digits, an exponent, or many zeros where a number may begin. */
const suspect = /(?:^|[:,[])\s*-?(?:\d[\d.]{15}|\d[\d.]*[eE]|0\.0{6})/;
const quoteOrNumber = /"|-?\d[\d.eE+-]*/g;

/** A number's value in one spelling, digit by digit: `1.50e3` and `1500` are the same. */
export function normalized(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return end === 0
    ? "0"
    : `${sign}${digits.slice(0, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}

/** Whether a double holds the number and JavaScript writes it without an exponent. */
function isPlain(number: string): boolean {
  const shown = String(Number(number));
  return shown === number || (!/[eEI]/.test(shown) && normalized(shown) === normalized(number));
}

/** The quote that ends the text which begins at `from`; valid JSON has one. */
function endOfText(json: string, from: number): number {
  let end = json.indexOf('"', from + 1);
  for (;;) {
    let escapes = 0;
    while (json[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end;
    end = json.indexOf('"', end + 1);
  }
}

/** Valid JSON in which every number that is not plain is a marked text; undefined when all are. */
function withMarks(json: string): string | undefined {
  const parts: string[] = [];
  let from = 0;
  quoteOrNumber.lastIndex = 0;
  for (let found = quoteOrNumber.exec(json); found; found = quoteOrNumber.exec(json)) {
    const { 0: text, index } = found;
    if (text === '"') quoteOrNumber.lastIndex = endOfText(json, index) + 1;
    else if (!isPlain(text)) {
      parts.push(json.slice(from, index), `"${mark}${text}"`);
      from = index + text.length;
    }
  }
  return from === 0 ? undefined : parts.join("") + json.slice(from);
}

/**
 * JSON.parse that loses no digit: a number that a double would change becomes a WrittenNumber. Throws SyntaxError
 * as JSON.parse does.
 */
export function parseJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  const text = suspect.test(json) ? withMarks(json) : undefined;
  if (text === undefined) return value;
  return JSON.parse(text, (_, inner: unknown) =>
    typeof inner === "string" && inner.startsWith(mark) ? new WrittenNumber(inner.slice(mark.length)) : inner,
  );
}

/** JSON.stringify that writes each WrittenNumber as it came; `null` for what JSON does not have. */
export function jsonText(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  writing = true;
  try {
    const text = JSON.stringify(value, replacer) ?? "null";
    return text.includes(mark) ? text.replaceAll(marked, "$1") : text;
  } finally {
    writing = false;
  }
}
