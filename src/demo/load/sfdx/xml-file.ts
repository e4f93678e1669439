import type { X2jOptions } from "fast-xml-parser";
import { type JsonRecord, keyed } from "../../json.ts";
import { type DataFile, textOf } from "../data-folder.ts";
import { LoadError } from "../load-error.ts";

type Xml = typeof import("fast-xml-parser");

/** Everything is text: `007` is no number. */
const options: X2jOptions = {
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: true,
};

/** A file of Salesforce's metadata. */
export class XmlFile {
  readonly file: DataFile;
  readonly #text: string;
  readonly #root: JsonRecord;

  /** Throws LoadError for what is no XML, and for a document type, which metadata never has. */
  constructor(file: DataFile, { XMLParser, XMLValidator }: Xml) {
    this.file = file;
    this.#text = textOf(file);
    const declared = /<!(?:DOCTYPE|ENTITY)/i.exec(this.#text);
    if (declared) throw this.refuse(declared[0], "declares a document type, which metadata never has.");
    const valid = XMLValidator.validate(this.#text);
    if (valid !== true)
      throw new LoadError(`${file.name}:${valid.err.line}`, `is broken XML: ${valid.err.msg}`);
    const [root] = Object.values(keyed(new XMLParser(options).parse(this.#text)));
    this.#root = keyed(root);
  }

  /** The error at the line where this text stands first. */
  refuse(text: string, problem: string, nextStep?: string): LoadError {
    const at = Math.max(this.#text.indexOf(text), 0);
    return new LoadError(
      `${this.file.name}:${this.#text.slice(0, at).split("\n").length}`,
      problem,
      nextStep,
    );
  }

  get root(): JsonRecord {
    return this.#root;
  }

  /** The text of an element, undefined where there is none. */
  text(name: string, within: JsonRecord = this.#root): string | undefined {
    const value = within[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  is(name: string, within: JsonRecord = this.#root): boolean {
    return this.text(name, within) === "true";
  }

  /** A whole number. Throws LoadError for any other text. */
  number(name: string, usually: number, within: JsonRecord = this.#root): number {
    const text = this.text(name, within);
    if (text === undefined) return usually;
    if (/^\d{1,6}$/.test(text)) return Number(text);
    throw this.refuse(`<${name}>`, `has ${name} that is no whole number.`);
  }

  within(name: string, within: JsonRecord = this.#root): JsonRecord {
    return keyed(within[name]);
  }

  /** Elements of one name; one alone is a list of one. */
  list(name: string, within: JsonRecord = this.#root): JsonRecord[] {
    const value = within[name];
    if (value === undefined || value === "") return [];
    return (Array.isArray(value) ? value : [value]).map(keyed);
  }
}
