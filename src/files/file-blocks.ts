import { type FileHandle, open } from "node:fs/promises";

/** In smaller pieces than this more time goes into asking for them. */
const blockBytes = 1024 * 1024;

/**
 * The bytes of a file from a place on, `end` being the last one wanted, for those who look at them and keep none: a
 * block is written over once the next one is asked for. That one is read while the one before is looked at. To send
 * them this is twice as fast as with new memory for each. Every block but the last is full: it is larger than what a
 * socket takes before it makes its sender wait, so the system has it when the next one is asked for.
 */
export async function* fileBlocks(
  path: string,
  flags: number,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const file = await open(path, flags);
  let place = start;
  const read = (buffer: Buffer) => {
    const wanted = Math.max(Math.min(buffer.length, end + 1 - place), 0);
    const reading = filled(file, buffer.subarray(0, wanted), place);
    place += wanted;
    // Its failure is seen where it is awaited, or by nobody when no further block is asked for.
    reading.catch(() => undefined);
    return reading;
  };
  let [buffer, spare] = [Buffer.allocUnsafeSlow(blockBytes), Buffer.allocUnsafeSlow(blockBytes)];
  let reading = read(buffer);
  try {
    for (let block = await reading; block.length > 0; block = await reading) {
      reading = read(spare);
      yield block;
      [buffer, spare] = [spare, buffer];
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}

/** As much of the buffer as the file has bytes for. */
async function filled(file: FileHandle, buffer: Buffer, place: number): Promise<Buffer> {
  let bytes = 0;
  while (bytes < buffer.length) {
    const { bytesRead } = await file.read(buffer, bytes, buffer.length - bytes, place + bytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
  }
  return buffer.subarray(0, bytes);
}
