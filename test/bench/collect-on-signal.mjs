// Loaded into a server before its program: at SIGUSR2 it collects all garbage and writes how many bytes are in use.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

process.on("SIGUSR2", () => {
  // What the first collection finalizes goes with the second.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(join(process.env.BENCH_FOLDER, String(process.pid)), `${heapUsed + external}\n`);
});
