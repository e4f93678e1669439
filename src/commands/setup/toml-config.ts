import { isDeepStrictEqual } from "node:util";
import { parse, stringify, TomlError } from "smol-toml";
import { type Addition, type ConfigText, lineEndOf, serversIn, UnreadableConfig } from "./config-text.ts";

function parsed(text: string): Record<string, unknown> {
  try {
    // Plain objects, so that they compare equal to ours.
    return structuredClone(parse(text, { integersAsBigInt: "asNeeded" }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = ""] = error.message.split("\n");
    throw new UnreadableConfig(
      `it is not valid TOML at line ${error.line}, column ${error.column}: ${what.replace(/^.*?: /, "")}`,
    );
  }
}

/** The keys of a `[table.header]`, or undefined for any other line. */
function headerKeys(line: string): string[] | undefined {
  if (!/^\s*\[/.test(line)) return undefined;
  try {
    const keys: string[] = [];
    for (let table: unknown = parse(line); table !== undefined; ) {
      const [entry] = Object.entries(Array.isArray(table) ? (table[0] ?? {}) : Object(table));
      if (!entry) return keys;
      keys.push(entry[0]);
      table = entry[1];
    }
    return keys;
  } catch {
    return undefined;
  }
}

interface Block {
  /** Whether it is one of the server's own tables. */
  ours: boolean;
  lines: string[];
}

/** The text cut at its headers. */
function blocksOf(text: string, path: readonly string[]): Block[] {
  const blocks: Block[] = [{ ours: false, lines: [] }];
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const keys = headerKeys(line);
    if (keys) blocks.push({ ours: path.every((key, index) => keys[index] === key), lines: [] });
    blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

/** The empty lines and comments at a block's end, which speak of what follows. */
function gapOf({ lines }: Block): string {
  const last = lines.findLastIndex((line) => !/^\s*(#.*)?\s*$/.test(line));
  return lines.slice(last + 1).join("");
}

function tableOf({ serversKey, name, entry }: Addition, lineEnd: string): string {
  return `${stringify({ [serversKey]: { [name]: entry } }).trim()}\n`.replaceAll("\n", lineEnd);
}

function replaced(blocks: readonly Block[], table: string): string {
  const first = blocks.findIndex(({ ours }) => ours);
  const texts = blocks.map((block, index) => {
    if (!block.ours) return block.lines.join("");
    const gap = blocks[index + 1]?.ours ? "" : gapOf(block);
    return (index === first ? table : "") + gap;
  });
  return texts.join("");
}

function appended(text: string, table: string): string {
  const lineEnd = lineEndOf(text);
  if (text.trim() === "") return text + table;
  return `${text}${text.endsWith("\n") ? "" : lineEnd}${lineEnd}${table}`;
}

function servers(text: string, serversKey: string): Record<string, unknown> {
  const found = serversIn(parsed(text), serversKey);
  if (!found) throw new UnreadableConfig(`its \`${serversKey}\` is not a table`);
  return found;
}

/** The result is read again, so that whatever is written in an unusual way is left alone rather than broken. */
function holds(result: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(parsed(result), expected);
  } catch {
    return false;
  }
}

function withServer(text: string, addition: Addition): string {
  const { serversKey, name, entry } = addition;
  const expected = { ...parsed(text), [serversKey]: { ...servers(text, serversKey), [name]: entry } };
  const table = tableOf(addition, lineEndOf(text));
  const blocks = blocksOf(text, [serversKey, name]);
  const result = blocks.some(({ ours }) => ours) ? replaced(blocks, table) : appended(text, table);
  if (!holds(result, expected))
    throw new UnreadableConfig(`its \`${serversKey}\` is written in a way that cannot be edited safely`);
  return result;
}

/**
 * TOML, edited as text: libraries that patch it write trailing commas into inline tables, which older
 * readers refuse, and move comments. A server is a table of its own; everything else stays byte for byte.
 */
export const tomlConfig: ConfigText = {
  servers,
  withServer,
  alone: (addition) => tableOf(addition, "\n"),
};
