import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "../../../errors.ts";
import { makeFolder, writeFileAtomic } from "../../../instance/atomic-file.ts";
import type { InstancePaths } from "../../../instance/folders.ts";

/** Folder of the rendered files; also what marks containers as those of this instance. */
export function composeFolder(paths: InstancePaths): string {
  return paths.file("docker");
}

/** The rendered file of a stack, and the reader's own changes where there are any. */
export function composeFiles(paths: InstancePaths, stack: string): { file: string; override?: string } {
  const file = join(composeFolder(paths), `${stack}.yml`);
  const override = join(paths.file("overrides"), `${stack}.yml`);
  return existsSync(override) ? { file, override } : { file };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** @throws StackError `FILE_EDITED` when a rendered file is not what was written: a new one would lose the changes */
export function refuseEdited(paths: InstancePaths, written: Readonly<Record<string, string>>): void {
  for (const [stack, hash] of Object.entries(written)) {
    const { file } = composeFiles(paths, stack);
    if (!existsSync(file) || sha256(readFileSync(file, "utf8")) === hash) continue;
    throw new StackError({
      code: "FILE_EDITED",
      what: "A rendered file was edited; rendering it again would lose the changes. Nothing was changed.",
      where: file,
      next: `Move your changes to ${join(paths.file("overrides"), `${stack}.yml`)}, which is never written, and delete the file.`,
    });
  }
}

/** Stack → its rendered file, of those that are as they were written. @param written stack → SHA-256 */
export function readRendered(
  paths: InstancePaths,
  written: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(written).flatMap(([stack, hash]) => {
    const { file } = composeFiles(paths, stack);
    const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    return text !== undefined && sha256(text) === hash ? [[stack, text] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Writes the rendered files; one that is the same already is left alone. @returns stack → SHA-256 */
export function writeRendered(
  paths: InstancePaths,
  rendered: ReadonlyMap<string, string>,
): Record<string, string> {
  makeFolder(composeFolder(paths), 0o700);
  const hashes: Record<string, string> = {};
  for (const [stack, text] of rendered) {
    const { file } = composeFiles(paths, stack);
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileAtomic(file, text);
    hashes[stack] = sha256(text);
  }
  return hashes;
}
