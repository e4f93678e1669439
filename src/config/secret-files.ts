import { type Config, type Setting, type SettingName, settings, variableOf } from "./config.ts";
import { plainText, whyUnreadable } from "./plain-text.ts";

/** Settings that name a file with the text of another one, as mounted secrets come. */
export const secretFiles = {
  clientSecretFile: "clientSecret",
  refreshTokenFile: "refreshToken",
  privateKeyPassphraseFile: "privateKeyPassphrase",
} as const satisfies Partial<Record<SettingName, SettingName>>;

type SecretFile = keyof typeof secretFiles;

/** The text of the file without its last line's end. */
function textIn(file: SecretFile, path: string, problems: string[]): string | undefined {
  try {
    return plainText(path).replace(/\r?\n$/, "");
  } catch (error) {
    problems.push(`${variableOf(file)} names no file that can be read (${whyUnreadable(error)}).`);
    return undefined;
  }
}

/** What a file holds that is no secret of any kind: a passphrase could be any text. */
function problemOf(text: string): string | undefined {
  if (text.trim() === "") return "takes a file that is not empty";
  return /[\r\n]/.test(text) ? "takes the bare value on one line" : undefined;
}

function secretIn(file: SecretFile, path: string, problems: string[]): string | undefined {
  const text = textIn(file, path, problems);
  if (text === undefined) return undefined;
  const { schema }: Setting = settings[secretFiles[file]];
  const takes = problemOf(text) ?? schema.safeParse(text).error?.issues[0]?.message;
  if (takes === undefined) return text;
  problems.push(`${variableOf(file)} names a file whose text cannot be used: it ${takes}.`);
  return undefined;
}

/** The settings with what their secret files hold. Adds to `problems` what cannot be read or is there twice. */
export function withSecretFiles(config: Config, problems: string[]): Config {
  const found: Partial<Record<(typeof secretFiles)[SecretFile], string>> = {};
  // The keys of the table above.
  for (const file of Object.keys(secretFiles) as SecretFile[]) {
    const path = config[file];
    if (path === undefined) continue;
    const target = secretFiles[file];
    const text = secretIn(file, path, problems);
    if (config[target] !== undefined)
      problems.push(`${variableOf(target)} and ${variableOf(file)} are both set: keep one.`);
    else if (text !== undefined) found[target] = text;
  }
  return { ...config, ...found };
}
