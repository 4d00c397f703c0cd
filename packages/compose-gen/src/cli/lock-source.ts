import { dirname, join, relative, resolve } from "node:path";
import { readLock } from "../lock/read-lock.ts";
import type { Images } from "../model/image.ts";
import type { Lock } from "../model/lock.ts";
import { readIfPresent } from "../output/files.ts";
import type { CliContext } from "./context.ts";
import { readBuiltIn } from "./load-definitions.ts";

/** The images of a configuration and the lock that belongs to them. */
export interface LockSource {
  images: Images;
  /** The lock. @throws ComposeGenError `LOCK_INVALID` */
  lock(): Lock;
  /** Absolute path of the lock file. */
  path: string;
  /** The path as the reader knows it. */
  shown: string;
  /** Text of the file when the command started; `undefined` when there was none and the lock is that of the configuration. */
  text: string | undefined;
  /** False when nobody named a file and the lock is the one inside the package. */
  writable: boolean;
}

const NAME = "images.lock.json";

/**
 * The images of `--config` or the built-in ones; the lock file of `--lock`, else `images.lock.json` beside the
 * configuration (for the built-in ones: in the current folder). Without a file the lock is what the configuration holds.
 *
 * @throws ComposeGenError `CONFIG_UNREADABLE`, `DEFINITION_INVALID`, `DEFINITIONS_MISSING`, `OUTPUT_UNREADABLE`
 */
export async function loadLockSource(
  context: CliContext,
  values: { config?: string | undefined; lock?: string | undefined },
): Promise<LockSource> {
  const config = values.config === undefined ? undefined : resolve(context.cwd, values.config);
  const path = values.lock
    ? resolve(context.cwd, values.lock)
    : join(config ? dirname(config) : context.cwd, NAME);
  const shown = relative(context.cwd, path) || path;
  const held = config ? await loadImages(config) : readBuiltIn(context.definitionsFile);
  const text = readIfPresent(path);
  const lock = () => (text === undefined ? held.lock : readLock(text, shown));
  const writable = config !== undefined || values.lock !== undefined || text !== undefined;
  return { images: held.images, lock, path, shown, text, writable };
}

async function loadImages(config: string) {
  const { loadConfig } = await import("./load-config.ts");
  return loadConfig(config);
}
