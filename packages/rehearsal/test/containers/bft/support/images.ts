import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { aggregatorProxyImageBuild, aggregatorToolsImageBuild } from "aggregator-stack/image";
import {
  bftCoreDouble,
  chainedAggregatorDouble,
  curlDouble,
  ensureImage,
  type ImageDefinition,
  mongoDouble,
} from "../../../../src/index.ts";
import { type Below, baseBelow, debianBelow, imageMap } from "../../../support/below-ours.ts";

/** Generations that doubles exist for. */
export type DoubledGeneration = "v1" | "v3";

const repository = resolve(import.meta.dirname, "../../../../../..");

/** What stands for an image of a repository on a machine without a registry. */
const definitions: Record<string, (generation: DoubledGeneration) => ImageDefinition> = {
  "docker.io/curlimages/curl": () => curlDouble(),
  "docker.io/library/mongo": () => mongoDouble(),
  "ghcr.io/unicity-sphere/aggregator-proxy": () => aggregatorProxyImageBuild<Below>(baseBelow()),
  "ghcr.io/unicity-sphere/aggregator-tools": () => aggregatorToolsImageBuild<Below>(debianBelow()),
  "ghcr.io/unicitynetwork/aggregator-go": (generation) => chainedAggregatorDouble(generation),
  "ghcr.io/unicitynetwork/bft-core": (generation) => bftCoreDouble(generation === "v1" ? "old" : "new"),
};

/** Images of this repository: what is tried is this checkout, so they are made from it, on what the lock has below them. */
const OWN = /^ghcr\.io\/unicity-sphere\//;

/**
 * References of images to run, by those of a Compose file: doubles, or what `UNICITY_IMAGES` says. There, what the file
 * does not name stays as it is committed, but for {@link OWN} ones.
 * @throws Error for an image that nothing stands for
 */
export async function standInImages(
  references: readonly string[],
  generation: DoubledGeneration,
): Promise<Map<string, string>> {
  const mapped = imageMap ? mappedImages(references, resolve(repository, imageMap)) : undefined;
  const images = new Map<string, string>(mapped);
  for (const reference of new Set(references)) {
    if (mapped && (mapped.get(reference) !== reference || !OWN.test(reference))) continue;
    const definition = definitions[reference.replace(/@.*$/, "").replace(/:[^/]*$/, "")];
    if (!definition) throw new Error(`nothing stands for the image ${reference}`);
    images.set(reference, await ensureImage(definition(generation)));
  }
  return images;
}

/** @throws Error for a key that no image has: it would replace nothing without a word */
function mappedImages(references: readonly string[], file: string): Map<string, string> {
  const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));
  const pins: Record<string, { repository: string; tag: string }> = read(resolve(repository, "images.json"));
  const images = new Map(references.map((reference) => [reference, reference]));
  for (const [key, given] of Object.entries<string>(read(file))) {
    const pin = pins[key];
    if (!pin) throw new Error(`${file}: "${key}" is not in images.json`);
    for (const reference of images.keys())
      if (reference.replace(/@.*$/, "") === `${pin.repository}:${pin.tag}`) images.set(reference, given);
  }
  return images;
}
