const signals = ["SIGINT", "SIGTERM"] as const;

/** Does this at the first interrupt. What it returns lets the process end by the next one as any other does. */
export function onInterrupt(act: () => void): () => void {
  for (const signal of signals) process.once(signal, act);
  return () => {
    for (const signal of signals) process.off(signal, act);
  };
}
