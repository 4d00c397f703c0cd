import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf, StackError, systemCode } from "../errors.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import type { InstancePaths } from "./folders.ts";

/**
 * File in the folder of an instance with the id that its volumes and networks have as a label. It is no part of
 * `instance.json`: a wipe goes by it when that file is damaged, and it outlives a wipe that keeps volumes.
 */
export const INSTANCE_ID = "instance-id";

/** @returns undefined when the instance has none yet @throws StackError `STATE_UNREADABLE` */
export function readInstanceId(paths: InstancePaths): string | undefined {
  const file = paths.file(INSTANCE_ID);
  try {
    return /^[0-9a-f]{16}$/.exec(readFileSync(file, "utf8").trim())?.[0];
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw new StackError({
      code: "STATE_UNREADABLE",
      what: "The id of the instance cannot be read.",
      where: file,
      evidence: messageOf(error),
      next: "Fix the owner and mode of the file.",
    });
  }
}

/** An id that no other instance has: 16 hex. */
export function newInstanceId(): string {
  return randomBytes(8).toString("hex");
}

/** Before the first volume is made with it; the disk has it then. @throws StackError `DISK_FULL`, `STATE_UNWRITABLE` */
export function writeInstanceId(paths: InstancePaths, id: string): void {
  if (readInstanceId(paths) !== id) writeFileAtomic(paths.file(INSTANCE_ID), `${id}\n`);
}
