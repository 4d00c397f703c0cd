import { existsSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Operation } from "../backend/backend.ts";
import { systemCode } from "../errors.ts";
import { makeFolder, writeError, writeFileAtomic } from "../instance/atomic-file.ts";
import type { StoredSnapshot } from "../snapshot/store.ts";
import type { BackupManifest } from "./manifest.ts";

/** Secrets that come with the backup → SHA-256. */
export function secretsIn({ parts, snapshot }: BackupManifest): Record<string, string> {
  return parts.some(({ role }) => role === "secrets") ? snapshot.secrets : {};
}

/** Puts secrets where the instance has none; those that it has are the same. @returns files that were written */
export function placeSecrets(
  { paths }: Operation,
  { folder }: StoredSnapshot,
  backup: BackupManifest,
): string[] {
  const placed: string[] = [];
  for (const name of Object.keys(secretsIn(backup))) {
    const [from, to] = [join(folder, "secrets", name), paths.file(`secrets/${name}`)];
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name) || !existsSync(from) || existsSync(to)) continue;
    makeFolder(dirname(to), 0o700);
    writeFileAtomic(to, readFileSync(from), { mode: 0o600 });
    placed.push(to);
  }
  return placed;
}

/** Takes back what was put there. */
export function removeSecrets(files: readonly string[]): void {
  for (const file of files) {
    try {
      rmSync(file, { force: true });
      rmdirSync(dirname(file));
    } catch (error) {
      if (systemCode(error) !== "ENOTEMPTY") throw writeError(error, file);
    }
  }
}
