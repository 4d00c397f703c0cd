import type { Profile } from "../model/profile.ts";
import type { Definitions } from "./definitions.ts";

/** Folder of a generation, or of a profile in it, under the output folder: `""` for the default generation at the top. */
export function outputDirectory(
  definitions: Pick<Definitions, "defaultGeneration">,
  generation: string,
  profile: Pick<Profile, "directory"> = { directory: "" },
): string {
  const parts = [generation === definitions.defaultGeneration ? "" : generation, profile.directory];
  return parts.filter((part) => part !== "").join("/");
}

/** Path of a file of a stack under the output folder, with `/`. */
export function outputPath(directory: string, file: string): string {
  return directory === "" ? file : `${directory}/${file}`;
}
