import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../generated-file.ts";
import { markdownFiles, readPage } from "./markdown.ts";

const page = readPage("docs/architecture.md");

test("the stages of a call stand in the pipeline's order", () => {
  const code = readFileSync(join(root, "src/mcp/pipeline.ts"), "utf8");
  const order = /pipeline: Next = composed\(\s*\[([^\]]+)\]/.exec(code)?.[1]?.match(/\w+/g);
  const told = /→ mcp\/pipeline +(.+)/.exec(page.text)?.[1]?.split(" → ");
  expect(told?.map((stage) => stage.replaceAll("-", "").toLowerCase())).toEqual(
    order?.map((name) => name.toLowerCase()),
  );
});

test.each(markdownFiles)("what %s calls a file of the project is there", (file) => {
  const { prose } = readPage(file);
  const named = [...prose.matchAll(/`((?:src|test)\/[\w./-]+)`(?! \(new)/g)].map(([, path = ""]) => path);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
