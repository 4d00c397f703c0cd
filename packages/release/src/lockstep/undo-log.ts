import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../write-file.ts";

const KEPT = "node_modules/.cache/release/before-version";

/** What `changeset version` writes one by one, and takes away: to it, half of that would be what a next version starts from. */
const written = /^(?:packages\/[^/]+\/(?:package\.json|CHANGELOG\.md)|\.changeset\/[^/]+\.md)$/;

/** Keeps everything that `changeset version` is going to change, until `forgetBefore`. */
export function keepBefore(folder: string): void {
  const kept = join(folder, KEPT);
  for (const old of [kept, `${kept}.part`]) rmSync(old, { recursive: true, force: true });
  for (const path of writtenIn(folder)) {
    mkdirSync(dirname(join(`${kept}.part`, path)), { recursive: true });
    cpSync(join(folder, path), join(`${kept}.part`, path));
  }
  renameSync(`${kept}.part`, kept);
}

/** Forgets it: the changes are whole. */
export function forgetBefore(folder: string): void {
  const kept = join(folder, KEPT);
  if (!existsSync(kept)) return;
  rmSync(`${kept}.part`, { recursive: true, force: true });
  renameSync(kept, `${kept}.part`);
  rmSync(`${kept}.part`, { recursive: true, force: true });
}

/**
 * Takes back what a `changeset version` wrote that was killed; a checkout in which somebody took it back already stays as it
 * is. It may be interrupted itself.
 *
 * @returns paths from the checkout that were changed
 */
export function undoInterrupted(folder: string): string[] {
  const kept = join(folder, KEPT);
  if (!existsSync(kept)) return [];
  const before = writtenIn(kept);
  const changed = isBegun(folder, before) ? restore(folder, kept, before) : [];
  forgetBefore(folder);
  return changed;
}

function restore(folder: string, kept: string, before: readonly string[]): string[] {
  const made = writtenIn(folder).filter((path) => path.endsWith("CHANGELOG.md") && !before.includes(path));
  const other = before.filter((path) => textOf(folder, path) !== textOf(kept, path));
  // Manifests come last: by their versions an undo that is killed is known.
  const manifests = other.filter((path) => path.endsWith("package.json"));
  for (const path of made) rmSync(join(folder, path));
  for (const path of [...other.filter((path) => !manifests.includes(path)), ...manifests])
    writeWhole(join(folder, path), readFileSync(join(kept, path)));
  return [...made, ...other];
}

/** True while a package has not the version of the root, which follows when all is done, or cannot be read. */
function isBegun(folder: string, before: readonly string[]): boolean {
  const root = versionOf(folder, "package.json");
  return before
    .filter((path) => path.endsWith("package.json"))
    .some((path) => versionOf(folder, path) !== root);
}

function versionOf(folder: string, path: string): unknown {
  try {
    return JSON.parse(textOf(folder, path) ?? "").version;
  } catch {
    return undefined;
  }
}

function textOf(folder: string, path: string): string | undefined {
  return existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : undefined;
}

function writtenIn(folder: string): string[] {
  const paths = [".changeset", ...below(folder, "packages")].flatMap((parent) => below(folder, parent));
  return paths.filter((path) => written.test(path)).sort();
}

function below(folder: string, parent: string): string[] {
  if (!existsSync(join(folder, parent))) return [];
  const entries = readdirSync(join(folder, parent), { withFileTypes: true });
  const wanted = parent === "packages" ? entries.filter((entry) => entry.isDirectory()) : entries;
  return wanted.map(({ name }) => `${parent}/${name}`);
}
