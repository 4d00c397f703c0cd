import { docker } from "../../../../../rehearsal/test/support/engine.ts";
import { relayImage } from "./images.ts";

/** Prints type, mode, owner and name of everything below a folder, then the sum of each file. */
const LIST = "find . -printf '%y %m %U:%G %p\\n'; find . -type f -print0 | sort -z | xargs -0r sha256sum";

/** Lists volumes, each mounted under its place. @returns lines in order */
async function list(places: Readonly<Record<string, string>>): Promise<string[]> {
  const output = await docker(
    ...["run", "--rm", "--network", "none", "--user", "0:0", "--workdir", "/volumes"],
    ...Object.entries(places).flatMap(([place, volume]) => ["--volume", `${volume}:/volumes/${place}:ro`]),
    ...["--entrypoint", "/bin/sh", await relayImage(), "-c", LIST],
  );
  return output.split("\n").sort();
}

const of = (place: string, lines: readonly string[]) =>
  lines.filter((line) => line.endsWith(` ./${place}`) || line.includes(` ./${place}/`));

/** Owner, mode and content of everything in a volume, one line each: the same lines, the same state. */
export const volumeLines = (volume: string): Promise<string[]> => list({ volume });

/** The same for all of an instance: name without the end that a restore gives it → its lines. */
export async function stateLines(volumes: readonly string[]): Promise<Record<string, string[]>> {
  const places = Object.fromEntries(volumes.map((volume) => [volume.replace(/-[0-9a-f]{8}$/, ""), volume]));
  const lines = await list(places);
  return Object.fromEntries(Object.keys(places).map((place) => [place, of(place, lines)]));
}
