import { join } from "node:path";
import { writeFileAtomic } from "../store/write-file.ts";
import { mapPath } from "./maps.ts";
import type { HaproxyConfig } from "./render.ts";

/** Writes a configuration: the maps first, since the configuration names them. */
export async function writeConfig(
  { files, maps }: HaproxyConfig,
  confDir: string,
  mapsDir: string,
): Promise<void> {
  for (const [name, text] of Object.entries(maps)) await writeFileAtomic(mapPath({ mapsDir }, name), text);
  for (const [name, text] of Object.entries(files)) await writeFileAtomic(join(confDir, name), text);
}
