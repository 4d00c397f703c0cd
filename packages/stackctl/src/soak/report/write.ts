import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, StackError } from "../../errors.ts";
import { makeFolder, writeFileAtomic } from "../../instance/atomic-file.ts";
import type { SoakDocument } from "./document.ts";
import { soakPage } from "./html.ts";

/** Writes `soak.json` and `soak.html`. @throws StackError `STATE_UNWRITABLE`, `DISK_FULL` */
export function writeReport(folder: string, soak: SoakDocument): void {
  makeFolder(folder);
  writeFileAtomic(join(folder, "soak.json"), `${JSON.stringify(soak, null, 2)}\n`);
  writeFileAtomic(join(folder, "soak.html"), soakPage(soak));
}

/**
 * Makes the folder of the report, writes into it, and removes what it has made: a soak does not run for hours to find
 * out that it cannot be reported.
 *
 * @throws StackError `REPORT_UNWRITABLE`
 */
export function tryReport(folder: string): void {
  const missing = missingFolders(folder);
  const probe = join(folder, `.soak.${process.pid}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, "soak");
    rmSync(probe);
    for (const made of missing) rmdirSync(made);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** The folder and those above it that are not there, the innermost first. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [folder, ...missingFolders(dirname(folder))];
}

function unwritable(folder: string, error: unknown): StackError {
  return new StackError(
    {
      code: "REPORT_UNWRITABLE",
      what: "The report could not be written, so that nothing was begun.",
      where: folder,
      evidence: messageOf(error),
      cause: "It is read-only, full, belongs to another user, or is no folder.",
      next: "Name another folder: `--report DIR`.",
    },
    undefined,
    { cause: error },
  );
}
