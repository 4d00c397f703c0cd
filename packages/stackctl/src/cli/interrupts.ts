const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C arrives more than once when a wrapper such as npm passes on what the terminal has sent already, ms. */
const SAME_KEY_PRESS = 500;

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
  let firstAt = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (!first.signal.aborted) {
      firstAt = performance.now();
      first.abort(name);
    } else if (performance.now() - firstAt > SAME_KEY_PRESS) second.abort(name);
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
