/** Codes of MongoDB's error_codes.yml that the double knows. Those without a number there are of drivers, and 0. */
export const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  IllegalOperation: 20,
  AlreadyInitialized: 23,
  NonExistentPath: 29,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidNamespace: 73,
  NoReplicationEnabled: 76,
  IndexKeySpecsConflict: 86,
  InvalidReplicaSetConfig: 93,
  NotYetInitialized: 94,
  DBPathInUse: 98,
  NotWritablePrimary: 10107,
  BSONObjectTooLarge: 10334,
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
