import { docker } from "../../../support/engine.ts";
import type { Stack } from "./stack.ts";

/** Volumes of the aggregator stack, all of one state set. */
export const VOLUMES = ["genesis-root", "genesis-aggregator", "mongo-data", "public"] as const;

/** Every path with mode and owner, and the SHA-256 of every file. */
const FINGERPRINT = "find . -printf '%P %y %m %U:%G\\n'; find . -type f -exec sha256sum {} +";

const nameOf = (stack: Stack, volume: string) => `${stack.project}_${volume}`;

/** Makes the volumes of a stack as Compose does. `options` of `docker volume create` say what they are made of. */
export async function createVolumes(stack: Stack, ...options: string[]): Promise<void> {
  const create = VOLUMES.map((volume) => {
    const labels = [`project=${stack.project}`, `volume=${volume}`].flatMap((label) => [
      "--label",
      `com.docker.compose.${label}`,
    ]);
    return docker("volume", "create", ...labels, ...options, nameOf(stack, volume));
  });
  await Promise.all(create);
}

/** Arguments of `docker run` for a shell beside the stack, as root, with each volume as a folder of `/state`. */
export function besideVolumes(stack: Stack): string[] {
  const mounts = VOLUMES.flatMap((volume) => ["--volume", `${nameOf(stack, volume)}:/state/${volume}`]);
  return ["--network", "none", "--user", "0", "--workdir", "/state", ...mounts, "--entrypoint", "sh"];
}

/** Runs a shell script on the volumes of a stack. @returns what it printed */
export function inVolumes(stack: Stack, script: string, ...options: string[]): Promise<string> {
  const image = stack.image("export-public");
  return docker("run", "--rm", ...options, ...besideVolumes(stack), image, "-euc", script);
}

/** Gives a stack that was never started the state of another one, which is stopped; `script` runs on the copy. */
export async function copyState(from: Stack, to: Stack, script = ":"): Promise<void> {
  await createVolumes(to);
  const source = VOLUMES.flatMap((volume) => ["--volume", `${nameOf(from, volume)}:/from/${volume}:ro`]);
  await inVolumes(to, `cp -a /from/. /state/\n${script}`, ...source);
}

/** What is in the volumes: lines that are the same as long as nothing was changed. */
export async function contentOf(stack: Stack): Promise<string[]> {
  return (await inVolumes(stack, FINGERPRINT)).split("\n").sort();
}
