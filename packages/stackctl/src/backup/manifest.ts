import * as z from "zod/mini";
import { VERSION } from "../cli/version.ts";
import { StackError } from "../errors.ts";
import { firstIssue, type Manifest, parseManifest } from "../snapshot/manifest.ts";
import { isNewer } from "./version.ts";

/** Name and version of the file form; a new one when an older reader could no longer restore it. */
export const BACKUP_SCHEMA = "unicity-backup/1";

/** One name below `parts`: nothing that leads out of it. */
const partName = z.string().check(z.regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/));

const partSchema = z.object({
  name: partName,
  /** What it holds: `file` or `volume` of the instance, or `secrets`. */
  role: z.enum(["file", "volume", "secrets"]),
  class: z.string(),
  /** How the content is stored, e.g. `sqlite`. */
  engine: z.string(),
});

const imageSchema = z.object({
  service: z.string(),
  reference: z.string(),
  id: z.nullable(z.string()),
  /** Version of the image by its label; null where it has none. */
  version: z.nullable(z.string()),
  dataVersion: z.nullable(z.int()),
});

const backupSchema = z.object({
  schema: z.literal(BACKUP_SCHEMA),
  /** ISO 8601. */
  made: z.string(),
  /** Program and version, e.g. `stackctl 0.6.0`. */
  maker: z.string(),
  /** Name of the stack. */
  service: z.string(),
  images: z.array(imageSchema),
  generation: z.string(),
  genesisId: z.nullable(z.string()),
  /** Version of the form in which the services store their data: the highest of the images. */
  dataVersion: z.int(),
  parts: z.array(partSchema),
  /** The snapshot that the parts were taken from; see `snapshot/manifest.ts`. */
  snapshot: z.unknown(),
});

const checksumsSchema = z.object({
  parts: z.array(
    z.object({
      name: partName,
      sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
      bytes: z.int(),
    }),
  ),
});

/** Content of `manifest.json`, the first entry of a backup. */
export type BackupManifest = Omit<z.infer<typeof backupSchema>, "snapshot"> & { snapshot: Manifest };
export type BackupPart = z.infer<typeof partSchema>;
export type BackupImage = z.infer<typeof imageSchema>;
/** Content of `checksums.json`, the last entry. */
export type Checksums = z.infer<typeof checksumsSchema>;

/**
 * @param file the backup, for errors
 * @throws StackError `BACKUP_DAMAGED`, `BACKUP_NEWER`, `BACKUP_FOREIGN`
 */
export function parseBackupManifest(text: string, file: string): BackupManifest {
  const value = parseJson(text, file) as { schema?: unknown; maker?: unknown } | null;
  const schema = String(value?.schema);
  if (/^unicity-backup\/\d+$/.test(schema) && schema !== BACKUP_SCHEMA)
    throw backupNewer(file, `${schema}; this stackctl knows ${BACKUP_SCHEMA}`);
  const [program = "", version = ""] = String(value?.maker).split(" ");
  if (schema === BACKUP_SCHEMA && program !== "stackctl") throw foreign(file, String(value?.maker));
  if (isNewer(version, VERSION)) throw backupNewer(file, `made by stackctl ${version}; this is ${VERSION}`);
  const parsed = backupSchema.safeParse(value);
  if (!parsed.success) throw backupDamaged(file, `manifest.json: ${firstIssue(parsed.error)}`);
  return { ...parsed.data, snapshot: parseManifest(parsed.data.snapshot, file) };
}

/** @throws StackError `BACKUP_DAMAGED` */
export function parseChecksums(text: string, file: string): Checksums {
  const parsed = checksumsSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  throw backupDamaged(file, "checksums.json does not say what it should");
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw backupDamaged(file, "an entry that should be JSON is not");
  }
}

/** A backup whose content is not what was written. */
export function backupDamaged(file: string, evidence: string): StackError {
  return new StackError({
    code: "BACKUP_DAMAGED",
    what: "The backup is damaged, or no backup; nothing was changed.",
    where: file,
    evidence,
    cause: "It was copied in part or changed, the disk is failing, or the file is something else.",
    next: "Use another copy of it, or another backup.",
  });
}

function backupNewer(file: string, evidence: string): StackError {
  return new StackError({
    code: "BACKUP_NEWER",
    what: "The backup was made by a newer stackctl; nothing was changed.",
    where: file,
    evidence,
    next: "Use that newer version, or another backup.",
  });
}

function foreign(file: string, maker: string): StackError {
  return new StackError({
    code: "BACKUP_FOREIGN",
    what: "The backup was not made by stackctl; nothing was changed.",
    where: file,
    evidence: `made by ${maker}`,
    next: "Restore it with what made it: a run script's backup with the same script.",
  });
}
