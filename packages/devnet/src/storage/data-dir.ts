import { accessSync, constants, mkdirSync } from "node:fs";
import { DevnetError } from "../errors.ts";

/** Creates the state folder of a service if it is missing. @throws DevnetError `STATE_UNWRITABLE` */
export function openDataDir(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DevnetError(
      {
        code: "STATE_UNWRITABLE",
        what: "The state folder cannot be written.",
        where: folder,
        evidence: (error as Error).message,
        cause: "The folder is read-only, belongs to another user, or is a file.",
        next: "Check its owner and mode, or choose another folder.",
      },
      { cause: error },
    );
  }
}
