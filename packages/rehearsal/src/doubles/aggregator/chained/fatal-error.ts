/** What ends the aggregator at its start. */
export class FatalError extends Error {
  /** 2 where Go panics, else 1. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
