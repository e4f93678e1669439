import type { SettingName } from "./config.ts";

/** What says a setting. `.env` is a file that merely lies in the working directory. */
export type Origin = "command line" | "environment" | ".env" | "--env-file";

/** A setting's text, and what says it. */
export interface Given {
  text: string;
  from: Origin;
  /** A .env beside another source is alone in saying it, so it may only narrow. */
  onlyNarrows?: true;
}

export type Texts = ReadonlyMap<SettingName, Given>;

/** The settings that count, and sentences on those that do not. */
export interface Settlement {
  given: Texts;
  ignored: readonly string[];
}
