const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Signals that ask this command to stop. */
export interface Interrupts {
  /** Aborted by the first one; its reason is the name of the signal. */
  signal: AbortSignal;
  /** Aborted by the second one: the reader does not want to wait for a clean end. */
  force: AbortSignal;
  /** Stops listening, so that a later signal has its default effect. */
  dispose(): void;
}

export function watchInterrupts(): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (first.signal.aborted) second.abort(name);
    else first.abort(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: first.signal,
    force: second.signal,
    dispose() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
