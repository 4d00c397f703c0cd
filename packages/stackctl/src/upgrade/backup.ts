import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Backend, Operation } from "../backend/backend.ts";
import { hostKey } from "../backup/key.ts";
import { makeBackup } from "../backup/make.ts";
import { VERSION } from "../cli/version.ts";
import { makeFolder } from "../instance/atomic-file.ts";
import type { OperationLock } from "../instance/lock.ts";
import { timeName } from "../snapshot/store.ts";

/** Backups of upgrades that are kept. */
const KEPT = 3;

/** Makes the backup before an upgrade, for the key of this host; of those of earlier upgrades the last ones are kept. */
export async function backupForUpgrade(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
): Promise<string> {
  const { backups } = operation.paths;
  const { recipient } = await hostKey(operation.home);
  makeFolder(backups, 0o700);
  const now = new Date();
  const ms = String(now.getMilliseconds()).padStart(3, "0");
  const file = join(backups, `${timeName(now)}.${ms}-${VERSION}.age`);
  await makeBackup(backend, operation, lock, { file, recipient });
  removeOld(backups);
  return file;
}

/** Their names begin with the time. */
function removeOld(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder)
    .filter((name) => /^\d{8}-\d{6}\.\d{3}-.*\.age$/.test(name))
    .sort();
  for (const name of names.slice(0, -KEPT)) rmSync(join(folder, name), { force: true });
}
