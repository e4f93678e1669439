import { createReadStream, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BackupIndex } from "../../src/changes/backup-index.ts";
import { csvRow } from "../../src/files/csv-format.ts";
import { anyText } from "../any-text.ts";
import { temporaryFolder } from "../own-folder.ts";
import { bulkServer } from "../tools/bulk/server.ts";

/** More than are looked at all together; what else is done to so many is in mass-undo.slow.test.ts. */
const many = 10_010;

test("an insert of more records than are looked at together is taken back by a job", async ({
  onTestFinished,
}) => {
  const server = await bulkServer({}, onTestFinished);
  const lines = Array.from({ length: many }, (_, index) => `Many ${index},Many\n`);
  server.file("many.csv", `LastName,Company\n${lines.join("")}`);
  await server.job({ object: "Lead", operation: "insert", file: "many.csv" });
  const { text } = await server.call("listChanges", {});
  const change = /^c\d+/m.exec(text)?.[0];
  expect(await server.count("Lead WHERE Company = 'Many'")).toBe(many);
  const jobs = server.org.counters()["bulk.ingest"] ?? 0;
  const undone = await server.job({ change }, "undoChange");
  expect(undone.summary).toBe(`${many} deleted`);
  expect(server.org.counters()["bulk.ingest"]).toBe(jobs + 1);
  expect(await server.count("Lead WHERE Company = 'Many'")).toBe(0);
}, 60_000);

test("an index finds the rows of any ids, whatever the cells hold", async () => {
  const path = join(temporaryFolder(), "rows.csv");
  const id = fc.stringMatching(/^003DE[0-9A-Za-z]{13}$/);
  const cell = fc.oneof(anyText(), fc.constantFrom('"', "\n", "\r\n", ",", "é", "😀", ""));
  const rows = fc.uniqueArray(fc.tuple(id, cell, cell), {
    maxLength: 60,
    selector: ([own]) => own.slice(0, 15),
  });
  const format = { columnDelimiter: "COMMA", lineEnding: "LF" } as const;
  await fc.assert(
    fc.asyncProperty(rows, fc.array(id, { maxLength: 5 }), async (all, strangers) => {
      writeFileSync(path, [["Id", "A", "B"], ...all].map((row) => csvRow(row, format)).join(""));
      const size = statSync(path).size;
      const open = (start?: number, end?: number) =>
        createReadStream(path, { ...(start !== undefined && { start }), ...(end !== undefined && { end }) });
      const index = await BackupIndex.of({ path, size, modified: 0, open }, all.length);
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
