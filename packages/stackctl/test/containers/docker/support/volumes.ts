import { relayImage } from "./images.ts";
import { docker } from "./instance.ts";

/**
 * Owner, mode and content of everything in a volume, one line each: the same lines, the same state. Files that a program
 * makes anew at each start can be left out.
 */
export async function volumeLines(volume: string, leftOut = /^$/): Promise<string[]> {
  const script =
    "cd /volume; find . -printf '%y %m %U:%G %p\\n'; find . -type f -print0 | sort -z | xargs -0r sha256sum";
  const output = await docker(
    ...["run", "--rm", "--network", "none", "--user", "0:0", "--volume", `${volume}:/volume:ro`],
    ...["--entrypoint", "/bin/sh", await relayImage(), "-c", script],
  );
  return output
    .split("\n")
    .filter((line) => !leftOut.test(line))
    .sort();
}

/** The same for all of an instance: name without the end that a restore gives it → its lines. */
export async function stateLines(volumes: readonly string[]): Promise<Record<string, string[]>> {
  const entries = await Promise.all(
    volumes.map(async (name) => [name.replace(/-[0-9a-f]{8}$/, ""), await volumeLines(name)] as const),
  );
  return Object.fromEntries(entries);
}
