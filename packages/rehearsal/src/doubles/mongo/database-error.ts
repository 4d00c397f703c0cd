/** Codes of MongoDB's error_codes.yml that the double knows; the last three are of drivers and have no number there. */
export const CODES = {
  BadValue: 2,
  FailedToParse: 9,
  IllegalOperation: 20,
  AlreadyInitialized: 23,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidNamespace: 73,
  NoReplicationEnabled: 76,
  IndexOptionsConflict: 85,
  ShutdownInProgress: 91,
  InvalidReplicaSetConfig: 93,
  NotYetInitialized: 94,
  BSONObjectTooLarge: 10334,
  NotWritablePrimary: 10107,
  DuplicateKey: 11000,
  NotPrimaryOrSecondary: 13436,
  ServerSelection: 0,
  Network: 0,
  SocketTimeout: 0,
} as const;

export type CodeName = keyof typeof CODES;

/** An error of the database or of the connection to it, by MongoDB's names. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly code: number;
  readonly codeName: CodeName;

  constructor(codeName: CodeName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = CODES[codeName];
    this.codeName = codeName;
  }
}
