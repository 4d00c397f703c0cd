import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readLock } from "../lock/read-lock.ts";
import { type Config, type ConfigInput, defineConfig } from "../model/config.ts";
import type { CliContext } from "./context.ts";
import { locateMistake } from "./locate-mistake.ts";
import { LOCK_NAME } from "./lock-name.ts";
import { type ConfigFile, isJson, readConfig } from "./read-config.ts";

/** A checked configuration, and what it was read from. */
export interface LoadedConfig {
  config: Config;
  file: ConfigFile;
  /** True for a JSON file with a lock of its own, which a lock file beside it does not change. */
  holdsLock: boolean;
  /** Keys that the JSON file itself holds. */
  inline: readonly string[];
}

/**
 * The checked configuration in a `.ts`, `.js`, `.mjs` (default export) or `.json` file. JSON cannot import its lock:
 * without one in it, the lock file beside it counts.
 *
 * @param options.lockBeside false: the lock file is left alone, and the lock of such a JSON file is empty
 * @throws ComposeGenError `CONFIG_UNREADABLE`, `LOCK_INVALID`, `DEFINITION_INVALID`
 */
export async function loadConfig(
  context: CliContext,
  given: string,
  { lockBeside = true } = {},
): Promise<LoadedConfig> {
  const file: ConfigFile = { path: resolve(context.cwd, given), shown: given };
  let inline: string[] = [];
  try {
    const content = await readConfig(file);
    inline = isJson(file) && isObject(content) ? Object.keys(content) : [];
    const holdsLock = inline.includes("lock");
    const lock = lockBeside && isJson(file) && !holdsLock ? readLockBeside(file) : undefined;
    const input = isObject(content) && lock ? { ...content, lock } : content;
    return { config: defineConfig(input as ConfigInput), file, holdsLock, inline };
  } catch (error) {
    throw locateMistake(error, file, inline);
  }
}

function readLockBeside({ path, shown }: ConfigFile) {
  const lock = join(dirname(path), LOCK_NAME);
  return existsSync(lock) ? readLock(readFileSync(lock, "utf8"), join(dirname(shown), LOCK_NAME)) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
