import * as z from "zod";
import { ToolError } from "../../errors.ts";
import type { ExistingFile } from "../../files/folder.ts";
import type { Tool } from "../../tool/tool.ts";
import { visible } from "../answers/visible.ts";
import { mimeTypeOf } from "../saved-files.ts";

/** Of a text as much is given, up to the end of a line; what is no text is given whole or not at all. */
const mostTextBytes = 1_000_000;
const mostBlobBytes = 10_000_000;

/** What resources/read answers of a file, but for its address. */
type Contents = { mimeType: string } & ({ text: string } | { blob: string });

async function bytesOf(file: ExistingFile, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (file.size > 0)
    for await (const chunk of file.open(0, Math.min(file.size, most) - 1)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function textOf(file: ExistingFile): Promise<string> {
  const text = (await bytesOf(file, mostTextBytes)).toString("utf8");
  if (file.size <= mostTextBytes) return visible(text);
  const lines = text.slice(0, text.lastIndexOf("\n") + 1);
  return `${visible(lines)}# cut: ${Buffer.byteLength(lines)} of ${file.size} bytes; the whole file is ${file.path}\n`;
}

async function contentsOf(file: ExistingFile): Promise<Contents> {
  const mimeType = mimeTypeOf(file.path);
  if (/^text\/|json|svg/.test(mimeType)) return { mimeType, text: await textOf(file) };
  if (file.size > mostBlobBytes) {
    const message = `The file has ${file.size} bytes, and at most ${mostBlobBytes} are sent. It is ${file.path}.`;
    throw new ToolError("FILE_REFUSED", message, "Open it there.");
  }
  return { mimeType, blob: (await bytesOf(file, mostBlobBytes)).toString("base64") };
}

/** Reads a linked file, as a tool that the pipeline can call. */
export const savedFileTool: Tool = {
  title: "Read a saved file",
  description: "",
  effect: "read",
  belowReserve: true,
  input: z.object({ path: z.string() }),
  actions: () => [{ effect: "read", objects: [] }],
  // The input says that it is a text.
  run: async ({ path }, { files }) => contentsOf(await files.read(String(path))),
};

/** What savedFileTool has returned. */
export function contentsIn(value: unknown): Contents {
  return value as Contents;
}
