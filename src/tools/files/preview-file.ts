import { callOf } from "../../errors.ts";
import { previewOfFile } from "../../salesforce/bulk/preview.ts";
import { proposedColumns } from "../../salesforce/bulk/proposal.ts";
import { describeObject } from "../../salesforce/metadata/describe.ts";
import { Rows } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { PreviewFileArguments } from "./arguments.ts";

const usualRows = 5;

async function listed({ files }: ToolContext): Promise<Rows> {
  const { found, all } = await files.list();
  return new Rows({
    records: found.map(({ name, bytes, modified }) => ({
      name,
      bytes,
      time: new Date(modified).toISOString(),
    })),
    columns: ["name", "bytes", "time"],
    format: "csv",
    more: !all,
    cutHint: "the folder holds more files than are listed",
  });
}

/** previewFile: what the files folder holds, or what one of its files does. */
export async function previewFile(args: PreviewFileArguments, context: ToolContext): Promise<unknown> {
  const { file: name, object, rows = usualRows } = args;
  if (name === undefined) return listed(context);
  const file = await context.files.read(name);
  const preview = await previewOfFile(name, file, rows, context.signal);
  const told = { file: name, bytes: file.size, ...preview };
  if (object === undefined) return told;
  const columns = proposedColumns(await describeObject(context.salesforce, object), preview.headers);
  const load = { object, operation: "insert", file: name, columns };
  return { ...told, columns, next: `${callOf("createBulkJob", load)} loads it; null leaves a column out` };
}
