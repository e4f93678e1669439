import type { Toolset } from "../tool/tool.ts";
import { tool } from "../tool/tool.ts";
import { type PreviewFileArguments, previewFileInput } from "./files/arguments.ts";

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
      input: previewFileInput,
      check: previewProblem,
      actions: ({ object }) => [{ effect: "read", ...(object === undefined ? { objects: [] } : { object }) }],
      run: async (args, context) => (await import("./files/preview-file.ts")).previewFile(args, context),
    }),
  },
};
