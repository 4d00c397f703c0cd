/** What a look at a host may take as a whole unless the reader has more time, ms. */
export const WHOLE_MS = 5_000;

/** How long the parts of a look may take, ms. */
export interface Limits {
  /** One check of a service. */
  answer: number;
  /** A web server's answer. */
  web: number;
  /** Finding the engine, and its containers. */
  engine: number;
  /** All commands of the engine together: a little less than a probe, which then says what was silent. */
  commands: number;
  probe: number;
}

/** Shares of the whole: who asks always lasts longer than what it asks. */
export function limitsOf(wholeMs: number): Limits {
  const share = (part: number) => Math.round(wholeMs * part);
  return {
    answer: share(0.4),
    web: share(0.5),
    engine: share(0.6),
    commands: share(0.86),
    probe: share(0.92),
  };
}
