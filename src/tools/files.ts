import type { Action } from "../guard/action.ts";
import { objectsOfFile } from "../salesforce/content/blob.ts";
import type { Toolset } from "../tool/tool.ts";
import { tool } from "../tool/tool.ts";
import {
  downloadFileInput,
  listFilesInput,
  type PreviewFileArguments,
  previewFileInput,
  type UploadFileArguments,
  uploadFileInput,
  uploadProblem,
} from "./files/arguments.ts";

const fileObjects = ["ContentDocument", "ContentVersion"];

function previewProblem({ file, object, rows }: PreviewFileArguments): string | undefined {
  return file === undefined && (object ?? rows) !== undefined
    ? "file: name the file; without it the folder is listed, which takes no other argument."
    : undefined;
}

function uploadAction({ file, name, recordId, documentId }: UploadFileArguments): Action {
  const id = recordId ?? documentId;
  const place = documentId === undefined ? "a new file" : "a new version";
  return {
    effect: "create",
    objects: fileObjects,
    count: 1,
    ...(id !== undefined && { ids: [id], manner: `as ${place} of` }),
    ...(documentId !== undefined && { file: documentId }),
    words: `upload ${name ?? file ?? "bytes"}`,
  };
}

export const files = {
  title: "Files",
  tools: {
    previewFile: tool({
      title: "Look into a file",
      description:
        "Looks into a file that is to be loaded into Salesforce: format, headers, rows, the first of them, and which field each header fits.",
      effect: "read",
      longRunning: true,
      needsFiles: true,
      input: previewFileInput,
      check: previewProblem,
      actions: ({ object }) => [{ effect: "read", ...(object === undefined ? { objects: [] } : { object }) }],
      run: async (args, context) => (await import("./files/preview-file.ts")).previewFile(args, context),
    }),
    listFiles: tool({
      title: "List a record's files",
      description: "Lists the files, attachments and notes of a Salesforce record as CSV, newest first.",
      effect: "read",
      input: listFilesInput,
      actions: ({ recordId }) => [{ effect: "read", objects: fileObjects, ids: [recordId] }],
      run: async (args, context) => (await import("./files/list-files.ts")).listFiles(args, context),
    }),
    downloadFile: tool({
      title: "Download a file",
      description:
        "Reads a file from Salesforce: shows text and pictures (PNG, JPEG, GIF, WebP up to 1 MB), and tells the size of others.",
      filesDescription: "saveTo takes any file.",
      effect: "read",
      longRunning: true,
      input: downloadFileInput,
      actions: ({ id }) => [{ effect: "read", objects: objectsOfFile(id) ?? [], ids: [id], file: id }],
      run: async (args, context) => (await import("./files/download-file.ts")).downloadFile(args, context),
    }),
    uploadFile: tool({
      title: "Upload a file",
      description: "Uploads a file to Salesforce, on a record or as a new version of an existing one.",
      effect: "create",
      longRunning: true,
      input: uploadFileInput,
      check: uploadProblem,
      actions: (args) => [uploadAction(args)],
      run: async (args, context) => (await import("./files/upload-file.ts")).uploadFile(args, context),
    }),
  },
} satisfies Toolset;
