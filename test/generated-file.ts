import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";

export const root = resolve(import.meta.dirname, "..");

/** Compares a file with what the definitions make of it; UPDATE=1 writes it. */
export function holds(file: string, expected: (current: string) => string): void {
  const path = resolve(root, file);
  const current = readFileSync(path, { encoding: "utf8", flag: "a+" });
  const wanted = expected(current);
  if (process.env["UPDATE"]) writeFileSync(path, wanted);
  else expect(current).toBe(wanted);
}

/**
 * The text with `content` between the markers `<!-- name -->` and `<!-- /name -->`, each on a line of its own.
 * Throws unless both stand there once, in this order: without them nothing would be compared.
 */
export function withBlock(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const [before = "", inside, ...more] = text.split(open);
  const [, after, ...further] = inside?.split(close) ?? [];
  if (after === undefined || more.length > 0 || further.length > 0)
    throw new Error(
      `The markers <!-- ${name} --> and <!-- /${name} --> must each stand once, on lines of their own.`,
    );
  return `${before}${open}${content}${close}${after}`;
}

/** Holds a Markdown file whose marked parts come from definitions, by the name of their markers. */
export function holdsBlocks(file: string, blocks: Record<string, string>): void {
  holds(file, (current) =>
    Object.entries(blocks).reduce((text, [name, content]) => withBlock(text, name, content), current),
  );
}

/** The same for a JSON object, of which only some keys may come from definitions; its form is the formatter's. */
export function holdsJson(file: string, expected: (current: Record<string, unknown>) => object): void {
  const path = resolve(root, file);
  const current: Record<string, unknown> = JSON.parse(readFileSync(path, "utf8"));
  const wanted = expected(current);
  if (!process.env["UPDATE"]) {
    expect(current).toEqual(wanted);
    return;
  }
  writeFileSync(path, JSON.stringify(wanted, null, 2));
  execFileSync("npx", ["biome", "format", "--write", path], { cwd: root, stdio: "ignore" });
}
