import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FencedBlock, readPage } from "./markdown.ts";

const page = readPage("CONTRIBUTING.md");

/** The code blocks of CONTRIBUTING.md that change the project or add a file to it, in their order. */
export const examples = page.blocks.filter(({ language }) => language === "ts" || language === "diff");

/** The file that a block is about: the last that the words before it name. */
export function fileOf({ line }: FencedBlock): string {
  const before = page.prose.split("\n").slice(0, line).join("\n");
  return [...before.matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].at(-1)?.[1] ?? "";
}

/** The tests that the examples add. */
export const newTests = examples.map(fileOf).filter((file) => file.endsWith(".test.ts"));

/** Lines of a diff as they are before (`-` and unchanged) or after (`+` and unchanged). */
function side(diff: string, sign: "-" | "+"): string {
  const lines = diff.split("\n").filter((line) => line.startsWith(" ") || line.startsWith(sign));
  return lines.map((line) => `${line.slice(1)}\n`).join("");
}

function withDiff(file: string, text: string, diff: string): string {
  const [before, after, ...more] = text.split(side(diff, "-"));
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`CONTRIBUTING.md changes lines of ${file} that are not there, or not once:\n${diff}`);
  return before + side(diff, "+") + after;
}

/** Applies a block to the project's copy in a folder; throws where it does not fit. */
export function apply(copy: string, block: FencedBlock): void {
  const file = fileOf(block);
  const path = join(copy, file);
  if (block.language === "ts") {
    if (existsSync(path)) throw new Error(`CONTRIBUTING.md writes ${file} anew, which is there.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, block.text);
  } else writeFileSync(path, withDiff(file, readFileSync(path, "utf8"), block.text));
}
