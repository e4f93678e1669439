import { callOf } from "../../errors.ts";
import { mediaTypeOf } from "../../files/media-types.ts";
import { type Blob, findBlob } from "../../salesforce/content/blob.ts";
import { saveBody, withBody } from "../../salesforce/content/body.ts";
import { type Looked, looked, mostPictureBytes } from "../../salesforce/content/show.ts";
import { Picture, TextFile } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import type { DownloadFileArguments } from "./arguments.ts";
import { pacedProgress } from "./paced-progress.ts";

/** How to get what cannot be shown. */
function restOf(id: string, { name }: Blob, { files }: ToolContext): string {
  if (!files.given) return "the rest cannot be shown";
  return `${callOf("downloadFile", { id, saveTo: name.replaceAll(/[/\\:]/g, "_") })} writes all of it to a file`;
}

/** What is said of bytes that are no text, or too large a picture. */
function unshown(id: string, blob: Blob, { kind, bytes, whole }: Looked, context: ToolContext): object {
  const all = blob.bytes ?? (whole ? bytes.length : undefined);
  const type = kind.kind === "picture" ? kind.mimeType : mediaTypeOf(blob.name);
  const why =
    kind.kind === "picture"
      ? `pictures over ${mostPictureBytes / 1_048_576} MB are not shown`
      : "neither text nor a picture, so its bytes are not shown";
  const next = context.files.given ? { next: restOf(id, blob, context) } : {};
  return { name: blob.name, ...(all !== undefined && { bytes: all }), type, notes: [why], ...next };
}

function shown(id: string, blob: Blob, read: Looked, context: ToolContext): unknown {
  const { kind, bytes, whole } = read;
  const all = blob.bytes ?? bytes.length;
  if (kind.kind === "text") {
    const facts = {
      name: blob.name,
      bytes: all,
      encoding: kind.encoding,
      ...(!whole && { read: bytes.length }),
    };
    return new TextFile(facts, kind.text, restOf(id, blob, context));
  }
  if (kind.kind === "picture" && whole && bytes.length <= mostPictureBytes)
    return new Picture({ name: blob.name, bytes: all, type: kind.mimeType }, bytes, kind.mimeType);
  return unshown(id, blob, read, context);
}

/** downloadFile: text and pictures to look at, anything into a file. */
export async function downloadFile(
  { id, saveTo }: DownloadFileArguments,
  context: ToolContext,
): Promise<unknown> {
  const { salesforce, files } = context;
  const blob = await findBlob(salesforce, id);
  const progress = pacedProgress(context, blob.bytes, "received");
  if (saveTo !== undefined) {
    const target = { name: saveTo, expected: blob.bytes, progress };
    return { ...(await saveBody({ salesforce, files }, blob.at, target)), name: blob.name };
  }
  const read = await withBody(salesforce, blob.at, ({ chunks }) => looked(chunks, blob.bytes, progress));
  salesforce.trace.bytes = read.bytes.length;
  return shown(id, blob, read, context);
}
