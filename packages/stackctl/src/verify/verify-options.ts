import { homedir } from "node:os";
import { join } from "node:path";
import { registryOptions } from "../registry-options.ts";
import type { VerifyOptions } from "./verify-images.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** For one answer of a registry, ms. */
const TIMEOUT = 30_000;

/** How a command of this host verifies. Sigstore's keys are kept where the user's caches are (XDG Base Directory). */
export function verifyOptions(
  env: Environment,
  cwd: string,
  signal: AbortSignal,
  unverified: readonly string[],
): VerifyOptions {
  const caches = env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache");
  return {
    ...{ env, cwd, unverified },
    registry: registryOptions(env, signal, TIMEOUT),
    tuf: { cachePath: join(caches, "unicity-stack", "sigstore") },
  };
}
