import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf, StackError, UsageError } from "../errors.ts";
import { createFileAtomic } from "../instance/atomic-file.ts";

/** File in the folder of all instances: the key of the backups for which none was named. */
export const KEY_FILE = "backup-key";

/** For whom a backup is encrypted. */
export interface BackupKey {
  /** `age1…` */
  recipient: string;
  /** File with the private key; undefined when the reader named the recipient. */
  file?: string;
  /** It was made by this command. */
  made: boolean;
}

/** @throws UsageError when it is no public key of age for files */
export async function checkRecipient(recipient: string): Promise<string> {
  const { Encrypter } = await import("age-encryption");
  try {
    new Encrypter().addRecipient(recipient);
    return recipient;
  } catch {
    throw new UsageError(
      `--recipient ${recipient.slice(0, 80)} is no public key of age.`,
      "It begins with age1; `age-keygen -y FILE` prints that of a key.",
    );
  }
}

/**
 * The key of this host for backups; made once, mode 0600, in the format of `age-keygen`.
 *
 * @throws StackError `BACKUP_KEY_DAMAGED`, `STATE_UNWRITABLE`, `DISK_FULL`
 */
export async function hostKey(home: string): Promise<BackupKey> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const file = join(home, KEY_FILE);
  let made = false;
  if (!existsSync(file)) {
    const identity = await generateX25519Identity();
    const header = `# created: ${new Date().toISOString()}\n# public key: ${await identityToRecipient(identity)}\n`;
    // Another backup that began at the same time may have made one meanwhile: then it is the key of both.
    made = createFileAtomic(file, `${header}${identity}\n`, { mode: 0o600 });
  }
  const [identity = ""] = readIdentities(file);
  return { recipient: await identityToRecipient(identity), file, made };
}

/**
 * The private keys in a file, as `age-keygen` writes them. Only their owner may read it.
 *
 * @throws StackError `BACKUP_KEY_MISSING`, `BACKUP_KEY_DAMAGED`, `BACKUP_KEY_OPEN`
 */
export function readIdentities(file: string): string[] {
  if (!existsSync(file)) throw keyMissing(file);
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch (error) {
    throw keyDamaged(file, messageOf(error));
  }
  const mode = statSync(file).mode & 0o777;
  if (mode & 0o077) throw keyOpen(file, mode);
  const identities = lines.map((line) => line.trim()).filter((line) => /^AGE-SECRET-KEY-/.test(line));
  if (identities.length === 0) throw keyDamaged(file, "it has no line that begins with AGE-SECRET-KEY-");
  return identities;
}

function keyMissing(file: string): StackError {
  return new StackError({
    code: "BACKUP_KEY_MISSING",
    what: "The key that opens the backup is not there; nothing was changed.",
    where: file,
    next: "Name the file with the private key: `--identity-file FILE`.",
  });
}

function keyDamaged(file: string, evidence: string): StackError {
  return new StackError({
    code: "BACKUP_KEY_DAMAGED",
    what: "The file holds no private key of age; nothing was changed.",
    where: file,
    evidence,
    next: "Put the copy of the key there that you keep elsewhere, or name another file: `--identity-file FILE`.",
  });
}

function keyOpen(file: string, mode: number): StackError {
  return new StackError({
    code: "BACKUP_KEY_OPEN",
    what: "Others than its owner may read the private key; nothing was changed.",
    where: file,
    evidence: `mode 0${mode.toString(8)}`,
    next: `\`chmod 600 ${file}\`; when somebody may have read it, take another key and make new backups.`,
  });
}
