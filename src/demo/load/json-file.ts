import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode } from "jsonc-parser";
import { type JsonRecord, keyed } from "../json.ts";
import { type DataFile, textOf } from "./data-folder.ts";
import { LoadError } from "./load-error.ts";

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** A JSON file, and where in it each of its values stands. */
export class JsonFile {
  readonly file: DataFile;
  readonly value: unknown;
  readonly #text: string;

  /** Throws LoadError for what is no JSON. */
  constructor(file: DataFile) {
    this.file = file;
    this.#text = textOf(file);
    try {
      this.value = JSON.parse(this.#text);
    } catch {
      throw this.#broken();
    }
  }

  #broken(): LoadError {
    const errors: ParseError[] = [];
    parse(this.#text, errors, { disallowComments: true });
    const [first] = errors;
    const line = lineAt(this.#text, first?.offset ?? this.#text.length);
    const why = first ? ` (${printParseErrorCode(first.error)})` : "";
    return new LoadError(`${this.file.name}:${line}`, `is broken JSON${why}.`, "Take the snapshot again.");
  }

  get record(): JsonRecord {
    return keyed(this.value);
  }

  /** `Account.json:12`, of the value at the end of `path`, or of what is nearest to it. */
  place(path: readonly (string | number)[]): string {
    const root = parseTree(this.#text);
    for (let length = path.length; root && length >= 0; length--) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node) return `${this.file.name}:${lineAt(this.#text, node.offset)}`;
    }
    return `${this.file.name}:1`;
  }

  refuse(path: readonly (string | number)[], problem: string, nextStep?: string): LoadError {
    return new LoadError(this.place(path), problem, nextStep);
  }
}
