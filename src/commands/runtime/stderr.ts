let opened = false;

/**
 * The log and what else is for a person. Node opens it when it is first asked for, which a start need not wait for;
 * so nothing else asks the process for it. A client that stops reading it, or closes it, still gets its answers.
 */
export function stderr(): NodeJS.WriteStream & { fd: 2 } {
  if (!opened) process.stderr.on("error", () => undefined);
  opened = true;
  return process.stderr;
}
