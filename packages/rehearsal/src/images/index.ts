export type { ImageBuild, ImageDefinition, RootFilesystem } from "./definition.ts";
export { digestFolder } from "./digest-folder.ts";
export { type EnsureImageOptions, ensureImage, type ImageProgress } from "./ensure-image.ts";
export { baseImage, pebbleImage, rootFilesystem } from "./known-images.ts";
export {
  buildCommand,
  type ImagePlan,
  type ImageStep,
  type PlainBuild,
  type PlanImageOptions,
  planImage,
} from "./plan-image.ts";
export { chooseOldImages, pruneImages, type TaggedImage } from "./prune-images.ts";
export { type CommandResult, type RunCommand, type RunCommandOptions, runCommand } from "./run-command.ts";
