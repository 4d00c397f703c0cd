/** Exit codes of mongod, by its names. */
export const EXIT = { clean: 0, badOptions: 2, abrupt: 14, netError: 48, uncaught: 100 } as const;

/** Ends mongod with a code and, for its log, `CodeName: message`. */
export class Stop extends Error {
  override readonly name = "Stop";
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
