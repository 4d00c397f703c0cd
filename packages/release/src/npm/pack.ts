import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";
import { readTarball, type Tarball } from "./tarball.ts";

const PACK_MS = 5 * 60_000;

/** The tarballs of a folder. */
export async function tarballsIn(folder: string): Promise<Tarball[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".tgz"))
    .map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readTarball(join(folder, name))));
}

/**
 * Packs packages of the workspace, which are built; the folder has all of them or none.
 *
 * @param paths folders of the packages, from the checkout
 * @param folder empty, or not there yet
 * @throws ComposeGenError `PACK_FAILED`, `FOLDER_USED`
 */
export async function packPackages(
  checkout: string,
  paths: readonly string[],
  folder: string,
  { run, pnpm }: { run: RunCommand; pnpm: string },
): Promise<Tarball[]> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ComposeGenError({
      code: "FOLDER_USED",
      what: "The folder for tarballs has other files.",
      where: folder,
      next: "Name an empty one, or one that is not there.",
    });
  const unfinished = `${folder}.next`;
  // What a crash left.
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const path of paths) await pack(join(checkout, path), unfinished, { run, pnpm });
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return tarballsIn(folder);
}

async function pack(
  cwd: string,
  folder: string,
  { run, pnpm }: { run: RunCommand; pnpm: string },
): Promise<void> {
  const command = [pnpm, "pack", "--pack-destination", folder] as const;
  const { exitCode, stdout, stderr } = await run([...command], { timeout: PACK_MS, cwd });
  if (exitCode === 0) return;
  throw new ComposeGenError({
    code: "PACK_FAILED",
    what: "A package could not be packed.",
    where: cwd,
    evidence: `${stdout}\n${stderr}`.trim().split("\n").slice(-12).join("\n"),
    next: "Build first: `pnpm build`.",
  });
}
