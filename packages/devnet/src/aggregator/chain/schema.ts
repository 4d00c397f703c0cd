/** Raised when the tables change in a way that older data does not fit. */
export const SCHEMA_VERSION = "1";

/** A root is null in the rounds that did not change it: an idle day costs about 2 MB. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS chain (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS round (
    number INTEGER PRIMARY KEY,
    sealed_at INTEGER NOT NULL,
    v1_root BLOB,
    v3_root BLOB
  ) STRICT;
  CREATE INDEX IF NOT EXISTS round_v1 ON round (number) WHERE v1_root IS NOT NULL;
  CREATE INDEX IF NOT EXISTS round_v3 ON round (number) WHERE v3_root IS NOT NULL;
  CREATE TABLE IF NOT EXISTS commitment (
    leaf INTEGER PRIMARY KEY,
    round INTEGER NOT NULL,
    request_id BLOB NOT NULL,
    value BLOB NOT NULL,
    transaction_hash BLOB NOT NULL,
    public_key BLOB NOT NULL,
    signature BLOB NOT NULL,
    state_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS commitment_round ON commitment (round);
  CREATE TABLE IF NOT EXISTS certification (
    leaf INTEGER PRIMARY KEY,
    round INTEGER NOT NULL,
    state_id BLOB NOT NULL,
    value BLOB NOT NULL,
    transaction_hash BLOB NOT NULL,
    certification_data BLOB NOT NULL,
    reference_time INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS certification_round ON certification (round);
`;
