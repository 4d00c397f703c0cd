import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lock, LockEntry } from "@unicity-sphere/compose-gen";
import { lockText } from "@unicity-sphere/compose-gen/registry";
import { ownImage } from "../own-images.ts";
import { withVersion } from "./texts.ts";
import { isPackage, type Workspace } from "./workspace.ts";

/** A file of the checkout with other content. */
export interface Edit {
  /** Path from the checkout. */
  path: string;
  text: string;
}

/** How long a lock may do without the digests of a version that is to be published. */
const WAIVER_DAYS = 180;

/**
 * What carries a version to everything that changesets does not know: root and examples, image tags, lock, texts. The lock
 * loses the digests of images that are still to be published. Rendered files are not among it: they are rendered.
 *
 * @param now for the end of the waivers that the lock then needs
 */
export function planVersion(workspace: Workspace, version: string, now: Date): Edit[] {
  const read = (path: string) => readFileSync(join(workspace.folder, path), "utf8");
  const edits: Edit[] = [];
  const edit = (path: string, change: (text: string) => string) => {
    const before = read(path);
    const text = change(before);
    if (text !== before) edits.push({ path, text });
  };
  const packages = Object.entries(workspace.manifests)
    .filter(([path]) => isPackage(path))
    .map(([, { name }]) => name);
  for (const path of Object.keys(workspace.manifests)) {
    if (path.startsWith("examples/")) edit(path, (text) => withDependencies(text, packages, version));
    else edit(path, (text) => withOwnVersion(text, version));
  }
  edit("images.json", (text) => withTags(text, workspace, version));
  edit("images.lock.json", () => lockText(unpublished(workspace, version, now)));
  for (const path of Object.keys(workspace.texts).filter((name) => !name.startsWith("generated/")))
    edit(path, (text) => withVersion(text, version));
  return edits;
}

/** The first `version` at the top level; nothing else of the file changes. */
export function withOwnVersion(text: string, version: string): string {
  return text.replace(/^( {2}"version": ")[^"]*/m, (_, before: string) => before + version);
}

function withDependencies(text: string, packages: readonly string[], version: string): string {
  return packages.reduce((changed, name) => {
    const exact = new RegExp(`("${name}": ")\\d[^"]*`, "g");
    return changed.replace(exact, (_, before: string) => before + version);
  }, text);
}

/** Only the tag of an entry changes, so that the file keeps its form. */
function withTags(text: string, { images }: Workspace, version: string): string {
  return Object.values(images)
    .filter(({ repository }) => ownImage(repository))
    .reduce((changed, { repository }) => {
      const entry = new RegExp(`("repository": "${repository.replaceAll(".", "\\.")}",\\s*"tag": ")[^"]*`);
      return changed.replace(entry, (_, before: string) => before + version);
    }, text);
}

/** The lock with new references for our images, without the digests of the ones before. */
function unpublished({ images, lock }: Workspace, version: string, now: Date): Lock {
  const expires = new Date(now.getTime() + WAIVER_DAYS * 86_400_000).toISOString().slice(0, 10);
  const entries = Object.entries(lock.images).map(([key, entry]): [string, LockEntry] => {
    const repository = images[key]?.repository ?? "";
    const reference = `${repository}:${version}`;
    if (!ownImage(repository) || entry.reference === reference) return [key, entry];
    const reason = `Published by the release of ${version}; the lock then holds its digest`;
    const waiver = { reason, expires };
    return [
      key,
      {
        reference,
        digest: null,
        platforms: [],
        source: "not published yet",
        resolvedAt: null,
        verified: false,
        waiver,
      },
    ];
  });
  return { ...lock, images: Object.fromEntries(entries) };
}
