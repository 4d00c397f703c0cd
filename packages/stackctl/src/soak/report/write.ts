import { join } from "node:path";
import { makeFolder, writeFileAtomic } from "../../instance/atomic-file.ts";
import type { SoakDocument } from "./document.ts";
import { soakPage } from "./html.ts";

/** Writes `soak.json` and `soak.html`. @throws StackError `STATE_UNWRITABLE`, `DISK_FULL` */
export function writeReport(folder: string, soak: SoakDocument): void {
  makeFolder(folder);
  writeFileAtomic(join(folder, "soak.json"), `${JSON.stringify(soak, null, 2)}\n`);
  writeFileAtomic(join(folder, "soak.html"), soakPage(soak));
}
