import { type FileHandle, open } from "node:fs/promises";

/** Small enough to be still in the processor's cache when it is looked at, large enough for few reads. */
const blockBytes = 256 * 1024;

/**
 * The bytes of a file from a place on, for those who look at them and keep none: a block is written over once the
 * next one is asked for. That one is read while the one before is looked at.
 */
export async function* fileBlocks(path: string, flags: number, start: number): AsyncGenerator<Buffer> {
  const file = await open(path, flags);
  let reading = readAt(file, Buffer.allocUnsafeSlow(blockBytes), start);
  try {
    let spare: Buffer = Buffer.allocUnsafeSlow(blockBytes);
    for (let place = start; ; ) {
      const { buffer, bytesRead } = await reading;
      if (bytesRead === 0) return;
      place += bytesRead;
      reading = readAt(file, spare, place);
      spare = buffer;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}

function readAt(file: FileHandle, buffer: Buffer, place: number): ReturnType<typeof file.read<Buffer>> {
  const reading = file.read(buffer, 0, buffer.length, place);
  // Its failure is seen where it is awaited, or by nobody when no further block is asked for.
  reading.catch(() => undefined);
  return reading;
}
