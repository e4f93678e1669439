import type { FormPost } from "./session.ts";

/** Shorter values would be found in texts that have nothing to do with them. */
const leastLength = 6;

/** A Salesforce session id, whoever's: the org's id, `!`, and the signature. */
const sessionId = /00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?:!|%21)[A-Za-z0-9._]{20,}/g;

const mark = "[secret]";

/** Lines of a key that stand for it even when they are quoted one by one; the frame around them is no secret. */
function linesOf(value: string): string[] {
  const lines = value.split(/\\n|\n/).map((line) => line.trim());
  return lines.length === 1 ? [] : lines.filter((line) => line.length >= 16 && !line.startsWith("-----"));
}

/** Values that go to Salesforce and nowhere else, known by what they are and not by what they are called. */
export class Secrets {
  readonly #values = new Set<string>();

  constructor(values: readonly (string | undefined)[] = []) {
    for (const value of values) this.add(value);
  }

  add(value: unknown): void {
    if (typeof value !== "string" || value.length < leastLength || this.#values.has(value)) return;
    for (const part of [value, ...linesOf(value)])
      for (const form of [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)])
        this.#values.add(form);
  }

  /** The text with `[secret]` in place of every secret, also where it is escaped for JSON or an address. */
  redacted(text: string): string {
    let safe = text;
    for (const value of this.#values) if (safe.includes(value)) safe = safe.replaceAll(value, mark);
    return safe.includes("00D") ? safe.replaceAll(sessionId, mark) : safe;
  }
}

const secretFields = ["client_secret", "refresh_token", "assertion", "code", "code_verifier", "token"];
const secretAnswers = ["access_token", "refresh_token", "id_token"];

/** The same, but what goes to and comes from the token endpoint is remembered as secret. */
export function noticing(post: FormPost, secrets: Secrets): FormPost {
  return async (url, form) => {
    for (const name of secretFields) secrets.add(form[name]);
    const answer = await post(url, form);
    const fields = Object.entries(answer.body ?? {});
    for (const [name, value] of fields) if (secretAnswers.includes(name)) secrets.add(value);
    return answer;
  };
}
