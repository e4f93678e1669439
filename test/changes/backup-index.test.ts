import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BackupIndex } from "../../src/changes/jobs/backup-index.ts";
import { csvRow } from "../../src/files/csv-format.ts";
import { DiskFilesFolder } from "../../src/files/disk-folder.ts";
import { anyText } from "../any-text.ts";
import { temporaryFolder } from "../own-folder.ts";

test("an index finds the rows of any ids, whatever the cells hold", async () => {
  const folder = temporaryFolder();
  const id = fc.stringMatching(/^003DE[0-9A-Za-z]{13}$/);
  const cell = fc.oneof(anyText(), fc.constantFrom('"', "\n", "\r\n", ",", "é", "😀", ""));
  const rows = fc.uniqueArray(fc.tuple(id, cell, cell), {
    maxLength: 60,
    selector: ([own]) => own.slice(0, 15),
  });
  const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;
  await fc.assert(
    fc.asyncProperty(rows, fc.array(id, { maxLength: 5 }), async (all, strangers) => {
      const text = [["Id", "A", "B"], ...all].map((row) => csvRow(row, format)).join("");
      writeFileSync(join(folder, "rows.csv"), text);
      const index = await BackupIndex.of(await new DiskFilesFolder(folder).read("rows.csv"), all.length);
      expect(index.columns).toEqual(["Id", "A", "B"]);
      const wanted = [...all.map(([own]) => own).reverse(), ...strangers];
      const found = await index.rowsOf(wanted);
      for (const row of all) expect(found.get(row[0].slice(0, 15))).toEqual(row);
      for (const stranger of strangers.filter((one) =>
        all.every(([own]) => own.slice(0, 15) !== one.slice(0, 15)),
      ))
        expect(found.get(stranger.slice(0, 15))).toBeUndefined();
    }),
    { numRuns: 60, seed: 11 },
  );
});
