import type { JsonObject } from "../../../json-object.ts";
import type { SnapshotFolder } from "../folder.ts";
import type { OrganizationFacts } from "../organization-facts.ts";
import type { TakenObject } from "../taken-object.ts";
import { removeClashes } from "./clashes.ts";
import { maskOf } from "./field-masks.ts";
import { changedText } from "./mask-text.ts";
import { WordCipher } from "./word-cipher.ts";

type Mask = ((text: string) => string) | undefined;

/** Everything that becomes of a snapshot's values with --mask. */
export class Masking {
  readonly #cipher: WordCipher;
  readonly #masks = new Map<string, readonly Mask[]>();

  constructor(salt: string) {
    this.#cipher = new WordCipher(salt);
  }

  #masksOf({ name, fields }: TakenObject): readonly Mask[] {
    const known = this.#masks.get(name) ?? fields.map((field) => maskOf(this.#cipher, name, field));
    this.#masks.set(name, known);
    return known;
  }

  /** The cells of a row as they are written. */
  row(object: TakenObject, cells: readonly string[]): string[] {
    const masks = this.#masksOf(object);
    return cells.map((cell, place) => (cell === "" ? "" : (masks[place]?.(cell) ?? cell)));
  }

  /** A describe without the addresses of the org. */
  describe({ describe }: TakenObject): object {
    return { ...describe, urls: {} };
  }

  /** Nothing that was invented is by chance an original; returns who is signed in, masked in the same way. */
  async end(
    folder: SnapshotFolder,
    objects: readonly TakenObject[],
    { organization, user }: OrganizationFacts,
  ): Promise<OrganizationFacts> {
    const instead = await removeClashes(folder, objects, this.#cipher);
    const masked = (text: unknown) =>
      changedText(String(text ?? ""), {}, (word, place) => {
        const made = this.#cipher.changed(word, place);
        return Object.hasOwn(instead, made) ? (instead[made] ?? made) : made;
      });
    const without = (record: JsonObject, name: string) =>
      record[name] ? { ...record, [name]: masked(record[name]) } : record;
    return {
      organization: without(organization, "Name"),
      user: { ...without(user, "Username"), Id: user.Id },
    };
  }
}
