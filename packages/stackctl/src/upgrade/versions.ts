import { existsSync, readFileSync } from "node:fs";
import * as z from "zod/mini";
import { EXIT, messageOf, StackError } from "../errors.ts";
import { writeFileAtomic } from "../instance/atomic-file.ts";
import type { InstancePaths } from "../instance/folders.ts";
import { commandLine } from "../instance/view.ts";

/** File in the folder of an instance: what it ran before, and an upgrade that is not done. */
export const VERSIONS = "versions.json";

/** What an instance is made from. */
const versionSchema = z.object({
  /** Image key → reference that replaces the pin. */
  images: z.record(z.string(), z.string()),
  /** Stack → its rendered file; null: as this stackctl renders it. */
  files: z.nullable(z.record(z.string(), z.string())),
  /** Service → the image that it runs, and its data version where a label says it; for people. */
  services: z.record(z.string(), z.object({ image: z.string(), dataVersion: z.nullable(z.int()) })),
});

const unfinishedSchema = z.object({
  verb: z.enum(["upgrade", "rollback"]),
  /** ISO 8601. */
  since: z.string(),
  /** What it was doing when this was written. */
  step: z.string(),
  before: versionSchema,
  target: versionSchema,
  /** Something ran before. */
  running: z.boolean(),
  /** The backup that was made first. */
  backup: z.nullable(z.string()),
});

const schema = z.object({
  format: z.literal(1),
  /** Rendered files of before that are in use since a rollback; null: as this stackctl renders them. */
  held: z.nullable(z.record(z.string(), z.string())),
  /** What the last upgrade has replaced. */
  previous: z.nullable(z.object({ version: versionSchema, at: z.string(), backup: z.nullable(z.string()) })),
  unfinished: z.nullable(unfinishedSchema),
});

export type Version = z.infer<typeof versionSchema>;
/** Content of `versions.json`; one file, so that all of it changes in one step. */
export type Versions = z.infer<typeof schema>;
export type UnfinishedUpgrade = z.infer<typeof unfinishedSchema>;

const NONE: Versions = { format: 1, held: null, previous: null, unfinished: null };

/** What is known of other versions of an instance. @throws StackError `VERSIONS_DAMAGED` */
export function readVersions(paths: InstancePaths): Versions {
  const file = paths.file(VERSIONS);
  if (!existsSync(file)) return NONE;
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new StackError({
      code: "VERSIONS_DAMAGED",
      what: "The record of what the instance ran before is damaged; nothing was changed.",
      where: file,
      evidence: messageOf(error).slice(0, 300),
      next: "Delete the file; a rollback is not possible then, and `up` brings up what this stackctl renders.",
    });
  }
}

/** The disk has it before anything that it says is done. @throws StackError `DISK_FULL`, `STATE_UNWRITABLE` */
export function writeVersions(paths: InstancePaths, change: Partial<Versions>): void {
  const versions = { ...readVersions(paths), ...change };
  writeFileAtomic(paths.file(VERSIONS), `${JSON.stringify(versions, null, 2)}\n`, { mode: 0o600 });
}

/** For commands that need one version. @throws StackError `UPGRADE_INCOMPLETE` (exit 2) while an upgrade or rollback is unfinished */
export function refuseUnfinishedUpgrade(paths: InstancePaths, instance: string): void {
  const { unfinished } = readVersions(paths);
  if (!unfinished) return;
  throw new StackError(
    {
      code: "UPGRADE_INCOMPLETE",
      what: `The ${unfinished.verb} of the instance "${instance}" was interrupted; nothing was changed.`,
      where: paths.file(VERSIONS),
      evidence: `begun ${unfinished.since}; it was to ${unfinished.step}`,
      next: `${finishText(unfinished, instance)}.`,
    },
    EXIT.unreachable,
  );
}

/** What finishes or undoes it, for people. */
export function finishText({ verb }: Pick<UnfinishedUpgrade, "verb">, instance: string): string {
  const say = (word: string) => `\`${commandLine(word, instance)}\``;
  return verb === "upgrade"
    ? `${say("upgrade")} finishes it; ${say("rollback")} goes back to what there was`
    : `${say("rollback")} finishes it; ${say("upgrade")} goes on with the newer version`;
}
