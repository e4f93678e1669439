import { type Setting, type SettingName, settings, variableOf } from "./config.ts";
import { liesIn } from "./folder-bounds.ts";
import type { Given, Settlement, Texts } from "./given.ts";
import { isNarrowed, type KnownNames, narrowed, narrowedTools } from "./narrowing.ts";
import { absolutePath } from "./user-folders.ts";

export interface FolderFileParts {
  /** What flags and environment say. */
  said: Texts;
  /** What the .env of the working directory says. */
  file: Texts;
  isSignIn: (name: SettingName) => boolean;
  /** What signs in beside the file, in words; without it the file does. */
  beside: string | undefined;
  known: KnownNames | undefined;
  problems: string[];
}

/** Where login listens and stores the sign-in, and what a model reads as the server's own words: not a .env's to say. */
const besideSignIn: readonly SettingName[] = ["redirectUrl", "keychain", "serverName", "serverDescription"];

function optionsOf(name: SettingName): Setting {
  return settings[name];
}

function isWellFormed(name: SettingName, text: string): boolean {
  return optionsOf(name).schema.safeParse(text).success;
}

/** Settles what a .env says that merely lies in the working directory, which may be somebody else's. */
export class FolderFile {
  readonly #parts: FolderFileParts;
  readonly #given: Map<SettingName, Given>;
  readonly #ignored = new Map<string, SettingName[]>();

  constructor(parts: FolderFileParts) {
    this.#parts = parts;
    this.#given = new Map(parts.said);
  }

  settle(): Settlement {
    for (const [name, given] of this.#parts.file) this.#take(name, given);
    if (this.#parts.beside !== undefined) this.#narrowTools();
    const ignored = [...this.#ignored].map(
      ([why, names]) =>
        `${names.map(variableOf).join(", ")} of the .env in this folder: ${why}; --env-file .env would trust that file.`,
    );
    return { given: this.#given, ignored };
  }

  #take(name: SettingName, given: Given): void {
    const { said, isSignIn, beside } = this.#parts;
    const before = said.get(name);
    if (before?.text === given.text) return;
    const { path, default: fallback } = optionsOf(name);
    if (path && !liesIn(process.cwd(), absolutePath(given.text)))
      this.#ignore(name, "ignored, since it names what lies outside the folder");
    else if (beside !== undefined && (isSignIn(name) || this.#isNotItsOwn(name)))
      this.#ignore(name, `ignored, since ${beside}`);
    else if (beside !== undefined && isNarrowed(name)) this.#narrow(name, given, before?.text ?? fallback);
    else if (before === undefined) this.#given.set(name, given);
  }

  /** Settings that a file beside another source must not decide; in production mode it must not move the audit either. */
  #isNotItsOwn(name: SettingName): boolean {
    const production = ["true", "1"].includes(this.#parts.said.get("production")?.text ?? "");
    return besideSignIn.includes(name) || (name === "auditLog" && production);
  }

  #narrow(name: SettingName, given: Given, before: string | undefined): void {
    if (before === undefined || !isWellFormed(name, given.text)) {
      this.#given.set(name, { ...given, onlyNarrows: true });
      return;
    }
    // A malformed value of flags or environment is reported when all settings are parsed.
    if (!isWellFormed(name, before)) return;
    const text = narrowed(name, before, given.text);
    if (text === "")
      this.#parts.problems.push(
        `${variableOf(name)} of .env has nothing in common with what the environment or the command line says.`,
      );
    else if (text === before)
      this.#ignore(name, "ignored, since it would allow more than is allowed without it");
    else this.#given.set(name, { text, from: ".env" });
  }

  /** A tool is offered when either setting names it, so the two are narrowed as one. */
  #narrowTools(): void {
    const { said, file, known, problems } = this.#parts;
    const offered = (texts: Texts) => ({
      toolsets: texts.get("toolsets")?.text,
      tools: texts.get("tools")?.text,
    });
    const [own, other] = [offered(said), offered(file)];
    const saysBoth = [own, other].every(({ toolsets, tools }) => (toolsets ?? tools) !== undefined);
    if (!saysBoth || known === undefined) return;
    const text = narrowedTools(own, other, known);
    if (text === "")
      problems.push("SALESFORCE_TOOLSETS and SALESFORCE_TOOLS of .env leave no tool to offer.");
    this.#given.delete("toolsets");
    this.#given.set("tools", { text, from: ".env" });
  }

  #ignore(name: SettingName, why: string): void {
    this.#ignored.set(why, [...(this.#ignored.get(why) ?? []), name]);
  }
}
