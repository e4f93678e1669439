import { ToolError } from "../../errors.ts";

/** The pages that one answer has led to, so that a page which leads back to one of them does not go on for ever. */
export class PageTrail {
  readonly #seen = new Set<string>();

  /** Returns where the next page is; throws UNEXPECTED_RESPONSE when that was read already. */
  follow<T extends string | undefined>(locator: T): T {
    if (locator === undefined) return locator;
    if (this.#seen.has(locator))
      throw new ToolError(
        "UNEXPECTED_RESPONSE",
        "Salesforce's answer leads back to a page that was read already, so its rows have no end.",
        "Run it again; where it stays so, ask for fewer rows at a time (WHERE, LIMIT).",
      );
    this.#seen.add(locator);
    return locator;
  }
}
