import { mkdirSync, readFileSync } from "node:fs";
import type { z } from "zod";
import { DevnetError } from "../../errors.ts";
import { writeFileAtomic } from "../../storage/atomic-file.ts";
import { openDataDir } from "../../storage/data-dir.ts";

/** Creates the state folder for its owner only. @throws DevnetError `STATE_UNWRITABLE` */
export function openStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // openDataDir tells why.
  }
  openDataDir(folder);
}

/**
 * Reads a JSON file of the state.
 *
 * @throws DevnetError `STATE_CORRUPT`; nothing is changed
 */
export function readStateFile<T>(file: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new DevnetError(
      {
        code: "STATE_CORRUPT",
        what: "A file of the faucet's state is not readable. Nothing was changed.",
        where: file,
        evidence: error instanceof Error ? error.message : String(error),
        next: "Restore the file from a copy, or wipe the faucet's state.",
      },
      { cause: error },
    );
  }
}

/** Writes a JSON file of the state, whole or not at all; 0600 for secrets. @throws DevnetError `STATE_UNWRITABLE` */
export function writeStateFile(file: string, value: object, mode = 0o644): void {
  try {
    writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`, mode);
  } catch (error) {
    throw new DevnetError(
      {
        code: "STATE_UNWRITABLE",
        what: "A file of the faucet's state cannot be written.",
        where: file,
        evidence: error instanceof Error ? error.message : String(error),
        cause: "The folder is read-only, or the disk is full.",
        next: "Check the folder's owner, mode and free space.",
      },
      { cause: error },
    );
  }
}
