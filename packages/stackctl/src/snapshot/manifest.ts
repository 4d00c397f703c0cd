import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { messageOf, StackError } from "../errors.ts";
import { writeFileAtomic } from "../instance/atomic-file.ts";

/** Raised when an older stackctl could no longer restore a snapshot. */
export const SNAPSHOT_FORMAT = 1;

const FILE = "manifest.json";

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** One name inside the snapshot's folder: nothing that leads out of it. */
const entry = z.string().check(z.regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/));

const fileSchema = z.strictObject({
  /** Relative to the instance's folder; below `files` of the snapshot. */
  path: entry,
  what: z.string(),
  /** Of names, modes and contents below it; see `tree.ts`. */
  sha256,
  bytes: z.int(),
});

const volumeSchema = z.strictObject({
  stack: z.string(),
  /** Name in the stack's definition. */
  volume: z.string(),
  class: z.string(),
  stateSet: z.nullable(z.string()),
  what: z.string(),
  /** File in the snapshot's folder, a gzipped tar. */
  archive: entry,
  /** Of the archive. */
  sha256,
  /** Of the archive. */
  bytes: z.int(),
});

const manifestSchema = z.strictObject({
  format: z.literal(SNAPSHOT_FORMAT),
  name: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** Version that made it. */
  stackctl: z.string(),
  instance: z.string(),
  stack: z.string(),
  backend: z.enum(["embedded", "docker"]),
  generation: z.string(),
  /** Stacks of an instance of containers; services of one of processes. */
  parts: z.array(z.string()),
  /** Id of the genesis that everything below belongs to; null where the instance has none of its own. */
  genesis: z.nullable(z.string()),
  /** Service → the image that it ran. */
  images: z.record(z.string(), z.strictObject({ reference: z.string(), id: z.nullable(z.string()) })),
  /** What was chosen at `up`, none of it secret: for an instance that was wiped. */
  settings: z.strictObject({
    portBase: z.nullable(z.int()),
    images: z.record(z.string(), z.string()),
    variables: z.record(z.string(), z.string()),
  }),
  /** Secrets outside of the state set → SHA-256 of their content: they are not in the snapshot, and have to be the same. */
  secrets: z.record(z.string(), sha256),
  files: z.array(fileSchema),
  volumes: z.array(volumeSchema),
});

/** Content of `manifest.json`. */
export type Manifest = z.infer<typeof manifestSchema>;
export type SavedFile = z.infer<typeof fileSchema>;
export type SavedVolume = z.infer<typeof volumeSchema>;

/** Size of everything in a snapshot, bytes. */
export function snapshotBytes({ files, volumes }: Manifest): number {
  return [...files, ...volumes].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The last file of a snapshot that is written. @throws StackError `DISK_FULL`, `STATE_UNWRITABLE` */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileAtomic(join(folder, FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
}

/** @throws StackError `SNAPSHOT_DAMAGED`, `SNAPSHOT_NEWER` */
export function readManifest(folder: string): Manifest {
  const file = join(folder, FILE);
  return parseManifest(parse(file), file);
}

/** @param file where it was read, for errors @throws StackError `SNAPSHOT_DAMAGED`, `SNAPSHOT_NEWER` */
export function parseManifest(value: unknown, file: string): Manifest {
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === "number" && format > SNAPSHOT_FORMAT) throw newer(file, format);
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged(file, firstIssue(parsed.error));
}

/** Where a document differs from its form, and how. */
export function firstIssue({ issues: [issue] }: z.core.$ZodError): string {
  return `${issue?.path.join(".") || "(top level)"}: ${issue?.code}`;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw damaged(file, messageOf(error));
  }
}

/** A snapshot whose content is not what was written. */
export function damaged(where: string, evidence: string): StackError {
  return new StackError({
    code: "SNAPSHOT_DAMAGED",
    what: "The snapshot is damaged; nothing was changed.",
    where,
    evidence,
    cause: "It was edited or copied in part, or the disk is failing.",
    next: "Use another snapshot: `npx @unicity-sphere/stackctl snapshot list`.",
  });
}

function newer(file: string, format: number): StackError {
  return new StackError({
    code: "SNAPSHOT_NEWER",
    what: "The snapshot was made by a newer stackctl; nothing was changed.",
    where: file,
    evidence: `format ${format}; this one knows ${SNAPSHOT_FORMAT}`,
    next: "Use that newer version, or another snapshot.",
  });
}
