import { aggregatorProxyImageBuild, aggregatorToolsImageBuild } from "aggregator-stack/image";
import {
  baseImage,
  bftCoreDouble,
  chainedAggregatorDouble,
  curlDouble,
  ensureImage,
  type ImageDefinition,
  mongoDouble,
  rootFilesystem,
} from "../../../../src/index.ts";

/** Generations that doubles exist for. */
export type DoubledGeneration = "v1" | "v3";

/** What stands for an image of a repository on a machine without a registry. */
const definitions: Record<string, (generation: DoubledGeneration) => ImageDefinition> = {
  "docker.io/curlimages/curl": () => curlDouble(),
  "docker.io/library/mongo": () => mongoDouble(),
  "ghcr.io/unicity-sphere/aggregator-proxy": () => aggregatorProxyImageBuild<ImageDefinition>(baseImage()),
  "ghcr.io/unicity-sphere/aggregator-tools": () =>
    aggregatorToolsImageBuild<ImageDefinition>(rootFilesystem()),
  "ghcr.io/unicitynetwork/aggregator-go": (generation) => chainedAggregatorDouble(generation),
  "ghcr.io/unicitynetwork/bft-core": (generation) => bftCoreDouble(generation === "v1" ? "old" : "new"),
};

/**
 * References of images of this machine, by those of a Compose file.
 * @throws Error for an image that nothing stands for
 */
export async function standInImages(
  references: readonly string[],
  generation: DoubledGeneration,
): Promise<Map<string, string>> {
  const images = new Map<string, string>();
  for (const reference of new Set(references)) {
    const repository = reference.replace(/@.*$/, "").replace(/:[^/]*$/, "");
    const definition = definitions[repository];
    if (!definition) throw new Error(`nothing stands for the image ${reference}`);
    images.set(reference, await ensureImage(definition(generation)));
  }
  return images;
}
