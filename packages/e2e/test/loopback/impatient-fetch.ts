/** How long a client waits until a commitment is certified, ms; the aggregator itself would hold it for 30 s. */
const PATIENCE_MS = 500;

/**
 * Gives this process's clients little patience with one aggregator: sphere-sdk 0.6.14 has no option for it, and
 * submits three times.
 *
 * @returns a function that undoes it
 */
export function givesUpOnCertification(aggregatorUrl: string): () => void {
  const original = globalThis.fetch;
  const { origin } = new URL(aggregatorUrl);
  globalThis.fetch = (input, init) => {
    const isSubmission =
      new URL(String(input)).origin === origin && `${init?.body}`.includes("submit_commitment");
    return original(input, isSubmission ? { ...init, signal: AbortSignal.timeout(PATIENCE_MS) } : init);
  };
  return () => {
    globalThis.fetch = original;
  };
}
