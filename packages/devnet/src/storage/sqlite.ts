import { DatabaseSync } from "node:sqlite";
import { DevnetError } from "../errors.ts";

/** Where a service keeps its data: a SQLite file, or memory for throw-away instances. */
export type StorageLocation =
  | {
      file: string;
      /** Other processes may read it, and even write, while the service runs; default false. */
      shared?: boolean;
    }
  | { memory: true };

/**
 * Opens (and creates) a database that survives `kill -9`: write-ahead log, one owner at a time
 * unless it is shared.
 *
 * @param schema statements that are safe to run on every start (`CREATE TABLE IF NOT EXISTS …`)
 * @throws DevnetError `STATE_CORRUPT` (not a database, or damaged), `STATE_IN_USE` (another process owns it),
 *   `STATE_UNWRITABLE` (read-only folder, disk full)
 */
export function openDatabase(location: StorageLocation, schema: string): DatabaseSync {
  const file = "file" in location ? location.file : ":memory:";
  try {
    const database = new DatabaseSync(file);
    const shared = "file" in location && location.shared;
    database.exec(
      `PRAGMA locking_mode = ${shared ? "NORMAL" : "EXCLUSIVE"}; PRAGMA busy_timeout = ${shared ? 5_000 : 0};`,
    );
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    database.exec(schema);
    return database;
  } catch (error) {
    throw storageError(error, file);
  }
}

function storageError(error: unknown, file: string): DevnetError {
  const evidence = error instanceof Error ? error.message : String(error);
  if (/locked|busy/i.test(evidence)) {
    return new DevnetError(
      {
        code: "STATE_IN_USE",
        what: "The state is in use by another process.",
        where: file,
        evidence,
        next: "Stop the other process, or start this one on another state folder.",
      },
      { cause: error },
    );
  }
  if (/malformed|not a database|corrupt/i.test(evidence)) {
    return new DevnetError(
      {
        code: "STATE_CORRUPT",
        what: "The state file is not a readable database. Nothing was changed.",
        where: file,
        evidence,
        next: "Restore it from a copy, or wipe the instance.",
      },
      { cause: error },
    );
  }
  return new DevnetError(
    {
      code: "STATE_UNWRITABLE",
      what: "The state file cannot be opened for writing.",
      where: file,
      evidence,
      cause: "The folder is missing or read-only, or the disk is full.",
      next: "Check the folder's owner, mode and free space.",
    },
    { cause: error },
  );
}
