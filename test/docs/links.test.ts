import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { root } from "../generated-file.ts";
import { markdownFiles, readPage } from "./markdown.ts";

const pages = new Map(markdownFiles.map((file) => [file, readPage(file)]));

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(heading: string): string {
  const bare = heading.replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, "");
  return bare.trim().toLowerCase().replaceAll(" ", "-");
}

function anchorsOf(file: string): string[] {
  return [...(pages.get(file)?.prose ?? "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading),
  );
}

function linksOf(prose: string): string[] {
  const links = [...prose.replaceAll(/`[^`\n]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)];
  return links.map(([, to = ""]) => to);
}

/** What is wrong with a link, or undefined. Addresses of the web are not asked. */
function faultOf(from: string, link: string): string | undefined {
  if (/^https:\/\//.test(link)) return undefined;
  if (/^\w+:/.test(link)) return `${link} is neither https nor a file of the project`;
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? from : normalize(join(dirname(from), path));
  if (file.startsWith("..") || !existsSync(join(root, file))) return `${link}: no such file`;
  if (anchor === undefined) return undefined;
  if (!statSync(join(root, file)).isFile()) return `${link}: a folder has no headings`;
  return anchorsOf(file).includes(anchor) ? undefined : `${link}: no such heading`;
}

test.each([...pages])("the links of %s lead somewhere", (file, { prose }) => {
  expect(
    linksOf(prose)
      .map((link) => faultOf(file, link))
      .filter((fault) => fault),
  ).toEqual([]);
});

test("every page of docs is linked from README", () => {
  const linked = linksOf(pages.get("README.md")?.prose ?? "").map((link) => link.split("#")[0]);
  const wanted = markdownFiles.filter((file) => file.startsWith("docs/"));
  expect(wanted.filter((file) => !linked.includes(file))).toEqual([]);
  expect(wanted.length).toBeGreaterThan(0);
});

test("README fits on three screens", () => {
  expect(pages.get("README.md")?.text.length).toBeLessThanOrEqual(16_000);
});
