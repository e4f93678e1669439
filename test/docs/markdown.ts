import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../generated-file.ts";

/** Folders whose Markdown a reader is sent to; the project's own root is read without its folders. */
const folders = ["docs", "examples", ".github"];

function markdownIn(folder: string, recursive: boolean): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".md")).map((name) => join(folder, name).replaceAll("\\", "/"));
}

/** Every Markdown file of the project, by its path from the root. */
export const markdownFiles: readonly string[] = [
  ...markdownIn(".", false),
  ...folders.flatMap((folder) => markdownIn(folder, true)),
].sort();

export interface Page {
  file: string;
  text: string;
  /** What stands outside of fenced blocks. */
  prose: string;
  blocks: readonly FencedBlock[];
}

export interface FencedBlock {
  /** What stands behind the opening fence; empty where nothing does. */
  language: string;
  text: string;
  /** Counted from 1. */
  line: number;
}

/** A Markdown file taken apart into prose and fenced blocks, indented ones included. */
export function readPage(file: string): Page {
  const text = readFileSync(join(root, file), "utf8");
  const blocks: FencedBlock[] = [];
  const fenced = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;
  const prose = text.replaceAll(
    fenced,
    (all, indent: string, language: string, inside: string, at: number) => {
      const line = text.slice(0, at).split("\n").length;
      blocks.push({ language, text: inside.replaceAll(new RegExp(`^${indent}`, "gm"), ""), line });
      return all.replaceAll(/[^\n]/g, "");
    },
  );
  return { file, text, prose, blocks };
}
