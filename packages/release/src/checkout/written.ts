import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Images, type Lock, lockReference } from "@unicity-sphere/compose-gen";
import { lockText, readLock } from "@unicity-sphere/compose-gen/registry";
import type { RunCommand } from "rehearsal";
import { ownImage } from "../own-images.ts";
import { askGit, type Change } from "./changes.ts";
import { renderProblems } from "./rendered.ts";

const LOCK = "images.lock.json";
/** Rendered, and no part of an image: the routes below `nginx` are. */
const rendered = /^generated\/(?!.*\bnginx\/)/;

/**
 * The changes that a release did not make itself. It writes the digests of our own images into the lock, and rendering
 * follows: both are compared with what they would be.
 *
 * @throws ComposeGenError `NO_CHECKOUT`, `RENDER_FAILED`
 */
export async function withoutWritten(
  changes: readonly Change[],
  folder: string,
  run: RunCommand,
): Promise<Change[]> {
  const isLock = ({ path, tracked }: Change) => path === LOCK && tracked;
  const isRendered = ({ path, tracked }: Change) => rendered.test(path) && tracked;
  const lock = changes.some(isLock) && (await hasOnlyDigests(folder, run));
  // Only another lock gives other files.
  const others = lock && changes.some(isRendered) ? await renderProblems(folder, run) : undefined;
  return changes.filter((change) => {
    if (isLock(change)) return !lock;
    if (!isRendered(change) || others === undefined) return true;
    return others.some(({ path }) => path === change.path);
  });
}

/** True when the lock differs from the commit's in nothing but digests of our own images, in the form that a release writes. */
async function hasOnlyDigests(folder: string, run: RunCommand): Promise<boolean> {
  const committed = await askGit(folder, run, "show", `HEAD:./${LOCK}`);
  try {
    const text = readFileSync(join(folder, LOCK), "utf8");
    const images: Images = JSON.parse(readFileSync(join(folder, "images.json"), "utf8"));
    const now = readLock(text, LOCK);
    if (lockText(now) !== text) return false;
    return differences(readLock(committed, LOCK), now).every((key) => isPublished(key, images, now));
  } catch {
    // What cannot be read is no release's.
    return false;
  }
}

function isPublished(key: string, images: Images, lock: Lock): boolean {
  const image = images[key];
  const entry = lock.images[key];
  if (image === undefined || entry === undefined || !ownImage(image.repository)) return false;
  return entry.verified && entry.reference === lockReference(image);
}

function differences(before: Lock, now: Lock): string[] {
  const keys = new Set([...Object.keys(before.images), ...Object.keys(now.images)]);
  return [...keys].filter((key) => JSON.stringify(before.images[key]) !== JSON.stringify(now.images[key]));
}
