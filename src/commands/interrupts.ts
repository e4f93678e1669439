const signals = ["SIGINT", "SIGTERM"] as const;

/** Does this at the first SIGINT or SIGTERM. Call what it returns once that is no longer wanted. */
export function onInterrupt(act: () => void): () => void {
  for (const signal of signals) process.once(signal, act);
  return () => {
    for (const signal of signals) process.off(signal, act);
  };
}
