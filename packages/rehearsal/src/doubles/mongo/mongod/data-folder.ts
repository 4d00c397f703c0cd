import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ReplicaSetConfiguration } from "../replica-set/configuration.ts";
import { EXIT, Stop } from "./stop.ts";

const SCHEMA = `CREATE TABLE IF NOT EXISTS replica_set (
  only INTEGER PRIMARY KEY CHECK (only = 1), configuration TEXT NOT NULL) STRICT;`;
/** Files by which a folder of the real server is known. */
const OF_MONGODB = ["WiredTiger", "storage.bson"];

/** The folder of `--dbpath`, owned by this process until {@link close}, or until its end, however it ends. */
export interface DataFolder {
  readonly database: DatabaseSync;
  /** The last owner did not close it. */
  readonly unclean: boolean;
  loadConfiguration(): ReplicaSetConfiguration | undefined;
  saveConfiguration(configuration: ReplicaSetConfiguration): void;
  close(): void;
}

/** Opens the data folder. @throws Stop with mongod's exit code when it is missing, not writable, in use or damaged */
export function openDataFolder(dbpath: string): DataFolder {
  if (!existsSync(dbpath))
    throw new Stop(
      EXIT.uncaught,
      `NonExistentPath: Data directory ${dbpath} not found. Create the missing directory or specify another path using (1) the --dbpath command line option, or (2) by adding the 'storage.dbPath' option in the configuration file.`,
    );
  const foreign = OF_MONGODB.find((file) => existsSync(join(dbpath, file)));
  if (foreign)
    throw new Stop(
      EXIT.uncaught,
      `BadValue: ${join(dbpath, foreign)} is of the real MongoDB, which this double does not read. Nothing was changed.`,
    );
  const lockFile = join(dbpath, "mongod.lock");
  closeSync(openLockFile(lockFile, dbpath));
  const database = openDatabase(join(dbpath, "double.sqlite"), dbpath);
  const unclean = readFileSync(lockFile, "utf8") !== "";
  writeFileSync(lockFile, `${process.pid}\n`);
  return {
    database,
    unclean,
    loadConfiguration() {
      const row = database.prepare("SELECT configuration FROM replica_set").get();
      return row && JSON.parse(row.configuration as string);
    },
    saveConfiguration(configuration) {
      const sql = "INSERT OR REPLACE INTO replica_set (only, configuration) VALUES (1, ?)";
      database.prepare(sql).run(JSON.stringify(configuration));
    },
    close() {
      // As mongod does: an empty lock file says that the folder was closed in order.
      const file = openSync(lockFile, "r+");
      ftruncateSync(file);
      closeSync(file);
      database.close();
    },
  };
}

function openLockFile(file: string, dbpath: string): number {
  try {
    return openSync(file, "a", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM" || code === "EROFS")
      throw new Stop(
        EXIT.uncaught,
        `IllegalOperation: Attempted to create a lock file on a read-only directory: ${dbpath}`,
        { cause: error },
      );
    throw new Stop(EXIT.uncaught, `DBPathInUse: Unable to create/open the lock file: ${file} (${code})`, {
      cause: error,
    });
  }
}

/** The lock is SQLite's own: the kernel gives it up with the process, and it holds between containers. */
function openDatabase(file: string, dbpath: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    const evidence = error instanceof Error ? error.message : String(error);
    if (/locked|busy/i.test(evidence))
      throw new Stop(
        EXIT.uncaught,
        `DBPathInUse: Unable to lock the lock file: ${join(dbpath, "mongod.lock")} (Resource temporarily unavailable). Another mongod instance is already running on the ${dbpath} directory`,
        { cause: error },
      );
    throw new Stop(EXIT.abrupt, `${file}: ${evidence}. Nothing was changed.`, { cause: error });
  }
}
