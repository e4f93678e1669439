import * as z from "zod";
import { objectName } from "../arguments.ts";

export const previewFileInput = z.object({
  file: z.string().min(1).max(255).optional().describe("Its name; without it the folder is listed"),
  object: objectName.optional().describe("Also propose createBulkJob's columns for it"),
  rows: z.int().min(0).max(50).optional().describe("Rows to show (5)"),
});

export type PreviewFileArguments = z.output<typeof previewFileInput>;
