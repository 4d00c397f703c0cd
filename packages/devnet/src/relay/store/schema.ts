/**
 * Events and their searchable tags. `d` is the address of an addressable event (NIP-01), else null; `expires_at` is
 * NIP-40's time in unix seconds, else null; `hidden` marks what its author deleted (NIP-09): it still counts as newest
 * and as duplicate. `kind` and `created_at` are repeated in `tag` so that a query by tag reads one index.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS event (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  pubkey BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  d TEXT,
  expires_at INTEGER,
  hidden INTEGER NOT NULL DEFAULT 0,
  json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_by_time ON event (created_at);
CREATE INDEX IF NOT EXISTS event_by_kind ON event (kind, created_at);
CREATE INDEX IF NOT EXISTS event_by_author ON event (pubkey, kind, created_at);
CREATE INDEX IF NOT EXISTS event_by_address ON event (pubkey, kind, d) WHERE d IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_by_expiry ON event (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS tag (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  kind INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (name, value, kind, created_at, seq)
) WITHOUT ROWID;
`;
