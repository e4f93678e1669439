/** Acts when one of these signals is aborted, at once if one is already. Returns what ends the watching. */
export function onAbort(signals: readonly AbortSignal[], act: () => void): () => void {
  for (const signal of signals) {
    if (signal.aborted) act();
    signal.addEventListener("abort", act, { once: true });
  }
  return () => {
    for (const signal of signals) signal.removeEventListener("abort", act);
  };
}
