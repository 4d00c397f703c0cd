import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The folder with the peers from npm, installed once per manifest below the user's cache folder and without running
 * their scripts; `undefined` when npm cannot install them here.
 */
export function installPeers(): string | undefined {
  const manifest = readFileSync(join(import.meta.dirname, "manifest.json"));
  const version = createHash("sha256").update(manifest).digest("hex").slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "compose-gen-bench", version);
  const done = join(folder, "installed");
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, "manifest.json"), join(folder, "package.json"));
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, { cwd: folder, stdio: "ignore", timeout: 300_000 });
  if (status !== 0) return undefined;
  writeFileSync(done, "");
  return folder;
}

/** The first of these programs that runs with these arguments and says something like `pattern`. */
export function findProgram(names: readonly string[], args: string[], pattern: RegExp): string | undefined {
  return names.find((name) => {
    const { status, stdout } = spawnSync(name, args, { encoding: "utf8", timeout: 20_000 });
    return status === 0 && pattern.test(stdout);
  });
}
