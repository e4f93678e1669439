import type { ToolContext } from "../../tool/tool.ts";
import { withCommas } from "../../with-commas.ts";

const progressMilliseconds = 200;

/** Tells how far bytes are, often enough for whoever waits and seldom enough for a client. */
export function pacedProgress(
  { progress }: Pick<ToolContext, "progress">,
  all: number | undefined,
  done: string,
): (bytes: number) => void {
  let told = 0;
  return (bytes) => {
    if (Date.now() - told < progressMilliseconds) return;
    told = Date.now();
    const of = all === undefined ? "" : ` of ${withCommas(all)}`;
    progress({
      progress: bytes,
      ...(all !== undefined && { total: all }),
      message: `${withCommas(bytes)}${of} bytes ${done}`,
    });
  };
}
