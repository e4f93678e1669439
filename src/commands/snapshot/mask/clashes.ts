import { createReadStream } from "node:fs";
import { csvRow } from "../../../files/csv-format.ts";
import { csvRows } from "../../../files/csv-rows.ts";
import { WholeFile } from "../../../files/whole-file.ts";
import type { SnapshotFolder } from "../folder.ts";
import type { TakenObject } from "../taken-object.ts";
import { textKindOf } from "./field-masks.ts";
import { changedText, type TextKind } from "./mask-text.ts";
import type { WordCipher } from "./word-cipher.ts";

const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;

interface MaskedColumn {
  place: number;
  kind: TextKind;
}

function maskedColumns({ name, fields }: TakenObject): MaskedColumn[] {
  return fields.flatMap((field, place) => {
    const kind = textKindOf(name, field);
    return kind ? [{ place, kind }] : [];
  });
}

function rowsIn(folder: SnapshotFolder, { name }: TakenObject): AsyncGenerator<string[]> {
  return csvRows(createReadStream(folder.place(`${name}.csv`)), { relax_column_count: true });
}

/** Two figures or one letter are in every text: only what is longer can be told from chance. */
function isTelling(word: string): boolean {
  return /\p{L}/u.test(word) ? word.length > 1 : word.length > 3;
}

/** All invented words of the folder, and the words that they stand for. */
async function wordsOf(folder: SnapshotFolder, objects: readonly TakenObject[], cipher: WordCipher) {
  const invented = new Set<string>();
  const originals = new Set<string>();
  for (const object of objects) {
    const columns = maskedColumns(object);
    let isHeader = true;
    for await (const row of rowsIn(folder, object)) {
      if (!isHeader)
        for (const { place, kind } of columns)
          changedText(row[place] ?? "", kind, (word, position) => {
            if (isTelling(word)) {
              invented.add(word);
              originals.add(cipher.original(word, position));
            }
            return word;
          });
      isHeader = false;
    }
  }
  return { invented, originals };
}

/** Tries for a word that is no original; short ones may all be taken. */
const mostTries = 300;

function replacements(
  { invented, originals }: { invented: ReadonlySet<string>; originals: ReadonlySet<string> },
  cipher: WordCipher,
): Record<string, string> {
  const used = new Set<string>();
  const found: Record<string, string> = {};
  for (const word of invented) {
    if (!originals.has(word)) continue;
    for (let attempt = 0; attempt < mostTries; attempt++) {
      const other = cipher.changed(word, `instead ${attempt}`);
      if (originals.has(other) || invented.has(other) || used.has(other)) continue;
      used.add(other);
      found[word] = other;
      break;
    }
  }
  return found;
}

async function rewrite(
  folder: SnapshotFolder,
  object: TakenObject,
  instead: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = maskedColumns(object);
  const change = (word: string) => (Object.hasOwn(instead, word) ? (instead[word] ?? word) : word);
  const file = await WholeFile.begin(folder.place(`${object.name}.csv`));
  try {
    let isHeader = true;
    for await (const row of rowsIn(folder, object)) {
      if (!isHeader)
        for (const { place, kind } of columns) row[place] = changedText(row[place] ?? "", kind, change);
      isHeader = false;
      await file.write(csvRow(row, format));
    }
    await file.replace(0o600);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/**
 * Puts another word in the place of each invented one that is by chance a word of an original, everywhere in the
 * folder. What is replaced by what stands in the mark first, so that a break does no harm. Returns what was replaced.
 */
export async function removeClashes(
  folder: SnapshotFolder,
  objects: readonly TakenObject[],
  cipher: WordCipher,
): Promise<Readonly<Record<string, string>>> {
  const instead = folder.replaced ?? replacements(await wordsOf(folder, objects, cipher), cipher);
  await folder.keepReplaced(instead);
  if (Object.keys(instead).length > 0) for (const object of objects) await rewrite(folder, object, instead);
  return instead;
}
