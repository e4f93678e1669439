import { basename, extname } from "node:path";
import { systemCode, ToolError } from "../../errors.ts";
import {
  madeVersion,
  mostUploadBytes,
  titleOf,
  type Upload,
  type UploadSource,
  uploadVersion,
} from "../../salesforce/content/upload.ts";
import { Failed } from "../../tool/results.ts";
import type { ToolContext } from "../../tool/tool.ts";
import { beatMilliseconds } from "../bulk/arguments.ts";
import { bytesOf, type UploadFileArguments } from "./arguments.ts";
import { pacedProgress } from "./paced-progress.ts";

function ofBuffer(buffer: Buffer): UploadSource {
  return {
    size: buffer.length,
    async *open() {
      yield buffer;
    },
  };
}

async function ofFile(name: string, { files }: ToolContext): Promise<UploadSource> {
  const { size, blocks } = await files.read(name);
  if (size > mostUploadBytes)
    throw new ToolError("BAD_ARGUMENT", `file: ${name} is larger than 2 GB, the most that Salesforce takes.`);
  if (size === 0) throw new ToolError("BAD_ARGUMENT", `file: ${name} is empty.`);
  async function* bytes(): AsyncGenerator<Buffer> {
    let read = 0;
    try {
      for await (const chunk of blocks(0, size - 1)) {
        read += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw new ToolError("FILE_REFUSED", `${name} cannot be read (${systemCode(error)}).`);
    }
    if (read !== size) throw new ToolError("FILE_REFUSED", `${name} became shorter while it was read.`);
  }
  return { size, open: bytes };
}

async function sourceOf(args: UploadFileArguments, context: ToolContext) {
  const { file, text, base64, name } = args;
  if (file !== undefined)
    return { name: name ?? basename(file.replaceAll("\\", "/")), source: await ofFile(file, context) };
  const bytes = text === undefined ? bytesOf(base64 ?? "") : Buffer.from(text);
  return { name: name ?? "", source: ofBuffer(bytes ?? Buffer.alloc(0)) };
}

/** A new version keeps its document's title unless it is given one. */
async function fieldsOf(name: string, args: UploadFileArguments, { salesforce }: ToolContext) {
  const { title, recordId, documentId } = args;
  if (documentId !== undefined)
    return { ContentDocumentId: documentId, Title: title ?? (await titleOf(salesforce, documentId)) };
  return {
    Title: title ?? (basename(name, extname(name)) || name),
    ...(recordId !== undefined && { FirstPublishLocationId: recordId }),
  };
}

/** Sends it; until an answer is late, waiting for it is no stall. */
async function uploaded(
  upload: Pick<Upload, "name" | "source" | "fields">,
  context: ToolContext,
): Promise<string> {
  const { size } = upload.source;
  let timer: NodeJS.Timeout | undefined;
  let beats = 0;
  const sent = (milliseconds: number) => {
    clearInterval(timer);
    const late = Date.now() + milliseconds;
    timer = setInterval(() => {
      if (Date.now() > late) clearInterval(timer);
      else context.progress({ progress: size + ++beats, message: "all bytes sent" });
    }, beatMilliseconds(context));
  };
  const progress = pacedProgress(context, size, "sent");
  try {
    return await uploadVersion(context.salesforce, { ...upload, progress, sent });
  } finally {
    clearInterval(timer);
  }
}

/** uploadFile: a new file, or a new version of one. */
export async function uploadFile(args: UploadFileArguments, context: ToolContext): Promise<unknown> {
  const { salesforce } = context;
  const { name, source } = await sourceOf(args, context);
  const fields = await fieldsOf(name, args, context);
  const id = await uploaded({ name, source, fields }, context);
  const answer = { id, success: true, title: fields.Title, bytes: source.size };
  // It is there whatever becomes of this read.
  const made = await madeVersion(salesforce, id).catch(() => undefined);
  if (made === undefined) return answer;
  const { documentId, version, bytes } = made;
  const whole = { ...answer, documentId, version };
  if (bytes === source.size) return whole;
  const problem = `${source.size} bytes were sent, and Salesforce holds ${bytes}.`;
  return new Failed(whole, "UNEXPECTED_RESPONSE", problem);
}
