import * as z from "zod";
import { withCommas } from "../../with-commas.ts";
import { formed, maxRecords, objectName, recordId } from "../arguments.ts";

const file = z.string().min(1).max(255);

export const previewFileInput = z.object({
  file: file.optional().describe("Its name; without it the folder is listed"),
  object: objectName.optional().describe("Also propose createBulkJob's columns for it"),
  rows: z.int().min(0).max(50).optional().describe("Rows to show (5)"),
});

export type PreviewFileArguments = z.output<typeof previewFileInput>;

export const listFilesInput = z.object({
  recordId: recordId.describe("Whose files"),
  maxRecords: maxRecords(2_000),
});

export type ListFilesArguments = z.output<typeof listFilesInput>;

const fileId = formed(
  /^(?:069|068|00P|015)(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/,
  18,
  "takes the id of a document (069…), a version (068…), an attachment (00P…) or a document of the older kind (015…); listFiles finds it",
).describe("069… document, 068… version, 00P… attachment, 015… older document");

export const downloadFileInput = z.object({
  id: fileId,
  saveTo: file.optional().describe("Write it to this new file"),
});

export type DownloadFileArguments = z.output<typeof downloadFileInput>;

/** Characters that come with a call. */
const mostCharacters = 5_000_000;
const content = z
  .string()
  .min(1)
  .max(mostCharacters, `takes at most ${withCommas(mostCharacters)} characters`);

export const uploadFileInput = z.object({
  file: file.optional().describe("A file of the files folder"),
  text: content.optional().describe("Its text"),
  base64: content.optional().describe("Or its bytes"),
  name: z.string().min(1).max(255).optional().describe("With text or base64: name.ext"),
  title: z.string().min(1).max(255).optional().describe("Shown name"),
  recordId: recordId.optional().describe("Record to attach it to"),
  documentId: formed(
    /^069(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/,
    18,
    "takes the id of a document (069…); listFiles finds it",
  )
    .optional()
    .describe("069… to add a new version to"),
});

export type UploadFileArguments = z.output<typeof uploadFileInput>;

/** What no single argument tells; names what is wrong. */
export function uploadProblem(args: UploadFileArguments): string | undefined {
  const { file, text, base64, name, recordId, documentId } = args;
  if ([file, text, base64].filter((given) => given !== undefined).length !== 1)
    return "text: give the content in one argument, and in one alone.";
  if (file === undefined && name === undefined)
    return "name: text and base64 need a name with its extension, e.g. notes.txt.";
  if (name !== undefined && /[/\\\p{Cc}]/u.test(name)) return "name: takes a file's name without a folder.";
  if (recordId !== undefined && documentId !== undefined)
    return "documentId: a new version is where its document is; leave recordId out.";
  if (base64 !== undefined && bytesOf(base64) === undefined)
    return "base64: this is no base64; write plain text as text.";
  return undefined;
}

/** Bytes of base64, of either alphabet, in lines or not; undefined for what is none. */
export function bytesOf(base64: string): Buffer | undefined {
  const plain = base64.replace(/^data:[^,]{0,200};base64,/, "").replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(plain)) return undefined;
  const bytes = Buffer.from(plain, "base64");
  return bytes.length === Math.floor((plain.replace(/=+$/, "").length * 3) / 4) ? bytes : undefined;
}
