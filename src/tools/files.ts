import * as z from "zod";
import type { Toolset } from "../tool/tool.ts";
import { tool } from "../tool/tool.ts";
import { objectName } from "./arguments.ts";

const previewInput = z.object({
  file: z.string().min(1).max(255).optional().describe("Its name; without it the folder is listed"),
  object: objectName.optional().describe("Also propose createBulkJob's columns for it"),
  rows: z.int().min(0).max(50).optional().describe("Rows to show (5)"),
});

export type PreviewFileArguments = z.output<typeof previewInput>;

function previewProblem({ file, object, rows }: PreviewFileArguments): string | undefined {
  return file === undefined && (object ?? rows) !== undefined
    ? "file: name the file; without it the folder is listed, which takes no other argument."
    : undefined;
}

export const files: Toolset = {
  title: "Files",
  tools: {
    previewFile: tool({
      title: "Look into a file",
      description:
        "Looks into a file that is to be loaded into Salesforce: format, headers, rows, the first of them, and which field each header fits.",
      effect: "read",
      longRunning: true,
      needsFiles: true,
      input: previewInput,
      check: previewProblem,
      actions: ({ object }) => [{ effect: "read", ...(object === undefined ? { objects: [] } : { object }) }],
      run: async (args, context) => (await import("./files/preview-file.ts")).previewFile(args, context),
    }),
  },
};
