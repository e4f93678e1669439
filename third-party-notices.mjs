// Names every package whose code is in the bundle, with its licence: what their licences ask of a copy.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The folder of the package that a bundled file belongs to, or undefined for a file of our own. */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/** The folders of all packages of which something has stayed in the output, in the order of their names. */
function bundledFolders({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return [...new Set(files.map(packageFolder).filter(Boolean))].sort();
}

async function licenceText(folder) {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const names = files
    .map(({ name }) => name)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.map((text) => text.replaceAll("\r\n", "\n").trim()).join("\n\n");
}

/** Some packages name the MIT licence and leave its text out (https://spdx.org/licenses/MIT.html). */
async function impliedText(license, holder) {
  const ours = await readFile(new URL("./LICENSE", import.meta.url), "utf8");
  // Our own licence is the same text behind another name.
  if (license === "MIT" && holder) return ours.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`).trim();
  return `No licence file; its author is ${holder ?? "not named"}.`;
}

async function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const holder = typeof author === "string" ? author : author?.name;
  const text = (await licenceText(folder)) || (await impliedText(license, holder));
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** The text for an esbuild metafile. */
export async function thirdPartyNotices(metafile) {
  const notices = await Promise.all(bundledFolders(metafile).map(noticeOf));
  const line = `\n${"-".repeat(78)}\n\n`;
  return [
    "salesforce-rest-mcp contains code of these packages, each under its own licence.\n",
    ...notices,
  ].join(line);
}
