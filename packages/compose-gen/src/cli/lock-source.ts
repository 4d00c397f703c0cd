import { dirname, join, relative, resolve } from "node:path";
import { readLock } from "../lock/read-lock.ts";
import type { Images } from "../model/image.ts";
import type { Lock } from "../model/lock.ts";
import { readIfPresent } from "../output/files.ts";
import type { CliContext } from "./context.ts";
import type { LoadedConfig } from "./load-config.ts";
import { readBuiltIn } from "./load-definitions.ts";
import { LOCK_NAME } from "./lock-name.ts";

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
  /** True without `--config`. */
  builtIn: boolean;
  /** True when the command line names the file. */
  named: boolean;
  /** True when the configuration has its lock from somewhere else than the lock file, so that writing the file changes nothing. */
  heldByConfig: boolean;
}

/**
 * The images of `--config` or the built-in ones; the lock file of `--lock`, else `images.lock.json` beside the
 * configuration (for the built-in ones: in the current folder). Without a file, or when a JSON configuration holds a
 * lock itself, the lock is what the configuration holds.
 *
 * @throws ComposeGenError `CONFIG_UNREADABLE`, `DEFINITION_INVALID`, `DEFINITIONS_MISSING`, `OUTPUT_UNREADABLE`
 */
export async function loadLockSource(
  context: CliContext,
  values: { config?: string | undefined; lock?: string | undefined },
): Promise<LockSource> {
  const loaded = await loadGiven(context, values.config);
  const held = loaded?.config ?? readBuiltIn(context.definitionsFile);
  const named = values.lock !== undefined;
  const path = named
    ? resolve(context.cwd, values.lock ?? "")
    : join(loaded ? dirname(loaded.file.path) : context.cwd, LOCK_NAME);
  const shown = relative(context.cwd, path) || path;
  const holdsLock = loaded?.holdsLock === true && !named;
  const text = holdsLock ? undefined : readIfPresent(path);
  return {
    images: held.images,
    lock: () => (text === undefined ? held.lock : readLock(text, shown)),
    path,
    shown,
    text,
    named,
    builtIn: loaded === undefined,
    heldByConfig:
      holdsLock ||
      (loaded !== undefined && !named && text === undefined && Object.keys(held.lock.images).length > 0),
  };
}

async function loadGiven(context: CliContext, config: string | undefined): Promise<LoadedConfig | undefined> {
  if (config === undefined) return undefined;
  const { loadConfig } = await import("./load-config.ts");
  return loadConfig(context, config, { lockBeside: false });
}
