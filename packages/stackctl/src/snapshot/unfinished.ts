import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { EXIT, messageOf, StackError } from "../errors.ts";
import { makeFolder, writeError, writeFileAtomic } from "../instance/atomic-file.ts";
import type { InstancePaths } from "../instance/folders.ts";
import { commandLine } from "../instance/view.ts";

const FILE = "restore.json";

const markerSchema = z.strictObject({
  /** Name of the snapshot. */
  snapshot: z.string(),
  backend: z.enum(["embedded", "docker"]),
  /** ISO 8601. */
  since: z.string(),
  /** `copying`: what there was is untouched. `switching`: the new one is whole, and takes its place. */
  phase: z.enum(["copying", "switching"]),
  /** Something ran, and is started again at the end. */
  running: z.boolean(),
  /** The instance had no state before. */
  fresh: z._default(z.boolean(), false),
  /** Names in the instance's folder that the restore is about, and whether the snapshot has them. */
  files: z.array(z.strictObject({ path: z.string(), restored: z.boolean() })),
  /** Volume of a stack, `<stack>/<volume>` → its name on the engine: after the restore, and before. */
  volumes: z.strictObject({
    after: z.record(z.string(), z.string()),
    before: z.record(z.string(), z.string()),
  }),
});

/** A restore that has begun and not ended; content of `restore/restore.json`. */
export type UnfinishedRestore = z.infer<typeof markerSchema>;

/** Where new files wait, and where old ones are kept until the restore is done. */
export function restoreFolders({ restore }: InstancePaths): { incoming: string; outgoing: string } {
  return { incoming: join(restore, "new"), outgoing: join(restore, "old") };
}

/** @returns undefined when no restore is unfinished @throws StackError `RESTORE_DAMAGED` */
export function readUnfinished({ restore }: InstancePaths): UnfinishedRestore | undefined {
  const file = join(restore, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return markerSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new StackError({
      code: "RESTORE_DAMAGED",
      what: "A restore was interrupted, and its record is damaged.",
      where: file,
      evidence: messageOf(error).slice(0, 300),
      next: "Look into the folders `new` and `old` beside it; or wipe the instance and restore the snapshot again.",
    });
  }
}

/** The disk has it before anything that it says is done. */
export function writeUnfinished({ restore }: InstancePaths, marker: UnfinishedRestore): void {
  makeFolder(restore, 0o700);
  writeFileAtomic(join(restore, FILE), `${JSON.stringify(marker, null, 2)}\n`, { mode: 0o600 });
}

/** Without the record the restore is over; what else is in the folder is of no use then. */
export function endUnfinished({ restore }: InstancePaths): void {
  try {
    rmSync(join(restore, FILE), { force: true });
    rmSync(restore, { recursive: true, force: true });
  } catch (error) {
    throw writeError(error, restore);
  }
}

/** For commands that need one whole state. @throws StackError `RESTORE_INCOMPLETE` (exit 2) while a restore is unfinished */
export function refuseUnfinished(paths: InstancePaths, instance: string): void {
  const marker = readUnfinished(paths);
  if (marker) throw restoreIncomplete(paths, instance, marker);
}

export function restoreIncomplete(
  { restore }: InstancePaths,
  instance: string,
  { snapshot, since, phase }: UnfinishedRestore,
): StackError {
  const untouched = phase === "copying";
  return new StackError(
    {
      code: "RESTORE_INCOMPLETE",
      what: `The restore of the snapshot "${snapshot}" was interrupted; nothing is started on a mixture.`,
      where: restore,
      evidence: untouched
        ? `begun ${since}; the state before it is untouched`
        : `begun ${since}; the new state is whole and was taking its place, the old one is kept`,
      next: `Finish it: \`${commandLine(`snapshot restore ${snapshot} --yes`, instance)}\`; or go back to what there was: \`${commandLine("snapshot restore --undo", instance)}\`.`,
    },
    EXIT.unreachable,
  );
}
