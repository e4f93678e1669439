import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { root } from "../generated-file.ts";
import { ownFolder, temporaryFolder } from "../own-folder.ts";
import { run } from "./run.ts";

/** What a stage copies from the project: every source but the last word, which is where it goes. */
function copiedIn(stage: string): string[] {
  const lines = [...stage.matchAll(/^COPY (?!--from)(.+)$/gm)];
  return lines.flatMap(([, words = ""]) => words.split(" ").slice(0, -1));
}

test("the image's files are enough to build, and what it keeps is enough to run, without root", async () => {
  const [, build = "", final = ""] = readFileSync(join(root, "Dockerfile"), "utf8").split(/^(?=FROM )/m);
  expect(final).toMatch(/^USER (?!root|0)\w+$/m);
  const [context, app] = [temporaryFolder(), temporaryFolder()];
  for (const name of copiedIn(build)) cpSync(join(root, name), join(context, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(context, "node_modules"), "junction");
  const built = await run(process.execPath, ["build.mjs"], {}, context);
  expect(built.code, built.output).toBe(0);

  for (const [, name = ""] of final.matchAll(/^COPY --from=build \/build\/(\S+)/gm))
    if (name !== "node_modules") cpSync(join(context, name), join(app, name), { recursive: true });
  for (const name of Object.keys(manifest.dependencies)) {
    const place = join(app, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place, "junction");
  }
  const [, ...words] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(final)?.[1] ?? "[]");
  expect(existsSync(join(app, "dist/main.js"))).toBe(true);
  const call = ["call", "--demo", "executeQuery", '{"soql":"SELECT COUNT() FROM Case"}'];
  const called = await run(process.execPath, [...words, ...call], ownFolder, app);
  expect(called.code, called.output).toBe(0);
}, 60_000);
