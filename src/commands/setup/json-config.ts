import { isDeepStrictEqual } from "node:util";
import {
  applyEdits,
  type Edit,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
  visit,
} from "jsonc-parser";
import { isObject } from "../../json-object.ts";
import {
  type Addition,
  type ConfigText,
  lineEndOf,
  placeOf,
  serversIn,
  UnreadableConfig,
} from "./config-text.ts";

interface ReadingOptions {
  /** Whether a trailing comma is an error. */
  plain: boolean;
}

/** `CloseBraceExpected` → `close brace expected`. */
function wordsOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replaceAll(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}

/** The tree of a text that is one object; an empty text is an empty one. */
function rootOf(text: string, { plain }: ReadingOptions): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: !plain, allowEmptyContent: true });
  const [first] = errors;
  if (first)
    throw new UnreadableConfig(`it is not valid JSON at ${placeOf(text, first.offset)}: ${wordsOf(first)}`);
  if (root && root.type !== "object")
    throw new UnreadableConfig(`it holds a JSON ${root.type}, not an object`);
  return root;
}

/** The indentation of the first line that has one. */
function indentOf(text: string): string {
  return /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? "  ";
}

function formattingOf(text: string) {
  const indent = indentOf(text);
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol: lineEndOf(text) };
}

function edited(text: string, path: JSONPath, value: unknown): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: formattingOf(text) }));
}

/** The value as it reads inside an object whose members begin with this indentation. */
function indented(value: unknown, indent: string, text: string): string {
  return JSON.stringify(value, null, indentOf(text)).replaceAll("\n", lineEndOf(text) + indent);
}

/**
 * The edits that add a member on a line of its own after a last one that ends its line, or none where it does
 * not. jsonc-parser would put the member before a comment on that line, which then seems to speak of the new
 * one, and would lay out the last member anew.
 */
function onNextLine(text: string, object: Node, key: string, value: unknown): Edit[] {
  const last = object.children?.at(-1);
  if (!last) return [];
  const end = last.offset + last.length;
  const rest = /^[ \t]*(,?)[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*\*\/[ \t]*)?(?=[\r\n])/.exec(text.slice(end));
  if (!rest) return [];
  const lineStart = text.lastIndexOf("\n", last.offset) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const member = `${lineEndOf(text)}${indent}${JSON.stringify(key)}: ${indented(value, indent, text)}`;
  return [
    ...(rest[1] ? [] : [{ offset: end, length: 0, content: "," }]),
    { offset: end + rest[0].length, length: 0, content: member },
  ];
}

/** Adds a value where there is none, with the objects on its path that are missing. */
function added(text: string, path: string[], value: unknown, options: ReadingOptions): string {
  const root = rootOf(text, options);
  const depth = path.findLastIndex((_, end) => root && findNodeAtLocation(root, path.slice(0, end)));
  const parent = root && findNodeAtLocation(root, path.slice(0, depth));
  const nested = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const edits = parent ? onNextLine(text, parent, path[depth] ?? "", nested) : [];
  return edits.length > 0 ? applyEdits(text, edits) : edited(text, path, value);
}

/** Turns one value into another by the smallest edits, so that comments beside what stays stay too. */
function changed(text: string, path: JSONPath, before: unknown, after: unknown): string {
  if (isDeepStrictEqual(before, after)) return text;
  if (!isObject(before) || !isObject(after)) return edited(text, path, after);
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].reduce((current, key) => changed(current, [...path, key], before[key], after[key]), text);
}

function withInputs(text: string, inputs: Addition["inputs"], options: ReadingOptions): string {
  const { inputs: present } = parsed(text, options);
  if (present !== undefined && !Array.isArray(present))
    throw new UnreadableConfig("its `inputs` are not a list");
  const known = new Set((present ?? []).map((input: { id?: unknown } | null) => input?.id));
  const missing = inputs.filter(({ id }) => !known.has(id));
  if (missing.length === 0) return text;
  if (present === undefined) return added(text, ["inputs"], missing, options);
  const formattingOptions = formattingOf(text);
  return missing.reduce(
    (current, input) =>
      applyEdits(
        current,
        modify(current, ["inputs", -1], input, { formattingOptions, isArrayInsertion: true }),
      ),
    text,
  );
}

/** What the client reads: of two members of one name the last. */
function parsed(text: string, options: ReadingOptions): Record<string, unknown> {
  rootOf(text, options);
  // rootOf has seen that it is an object, or empty.
  return (parse(text) ?? {}) as Record<string, unknown>;
}

/** Where the first comment is, or undefined. */
export function commentIn(text: string): string | undefined {
  let place: string | undefined;
  visit(text, {
    onComment: (offset) => {
      place ??= placeOf(text, offset);
    },
  });
  return place;
}

/** JSON, with comments and (unless plain) trailing commas. */
export function jsonConfig(options: ReadingOptions): ConfigText {
  const servers = (text: string, serversKey: string) => {
    const found = serversIn(parsed(text, options), serversKey);
    if (!found) throw new UnreadableConfig(`its \`${serversKey}\` is not an object`);
    return found;
  };
  const withServer = (text: string, { serversKey, name, entry, inputs }: Addition) => {
    const before = servers(text, serversKey)[name];
    const path = [serversKey, name];
    const start = text.trim() === "" ? `{}${lineEndOf(text)}` : text;
    const withEntry =
      before === undefined ? added(start, path, entry, options) : changed(start, path, before, entry);
    const result = withInputs(withEntry, inputs, options);
    if (!isDeepStrictEqual(servers(result, serversKey), { ...servers(text, serversKey), [name]: entry }))
      throw new UnreadableConfig(`its \`${serversKey}\` cannot be edited safely; is a key there twice?`);
    return result;
  };
  return { servers, withServer, alone: (addition) => withServer("", addition) };
}
