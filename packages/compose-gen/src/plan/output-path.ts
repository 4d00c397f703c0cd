import type { Profile } from "../model/profile.ts";
import type { Definitions } from "./definitions.ts";

/** Folder of a profile and generation under the output folder: `""` for the default generation at the top. */
export function outputDirectory(
  definitions: Pick<Definitions, "defaultGeneration">,
  generation: string,
  profile: Profile,
): string {
  const parts = [generation === definitions.defaultGeneration ? "" : generation, profile.directory];
  return parts.filter((part) => part !== "").join("/");
}

/** Path of a file of a stack under the output folder, with `/`. */
export function outputPath(directory: string, file: string): string {
  return directory === "" ? file : `${directory}/${file}`;
}
