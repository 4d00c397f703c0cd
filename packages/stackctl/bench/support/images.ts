import { aggregatorProxyImageBuild, aggregatorToolsImageBuild } from "aggregator-stack/image";
import { faucetImageBuild } from "faucet-image/image";
import {
  baseImage,
  bftCoreDouble,
  chainedAggregatorDouble,
  curlDouble,
  ensureImage,
  type ImageDefinition,
  mongoDouble,
  relayDouble,
  rootFilesystem,
} from "rehearsal";
import { relayImageBuild } from "relay-image/image";

/** Our images on the stand-in base, with doubles of upstream's; made when they are missing. */
const definitions: Record<string, Record<string, () => ImageDefinition>> = {
  relay: { relay: () => relayImageBuild<ImageDefinition>(baseImage(), relayDouble()) },
  faucet: { faucet: () => faucetImageBuild<ImageDefinition>(baseImage()) },
  aggregator: {
    curl: curlDouble,
    mongo: mongoDouble,
    "aggregator-proxy": () => aggregatorProxyImageBuild<ImageDefinition>(baseImage()),
    "aggregator-tools": () => aggregatorToolsImageBuild<ImageDefinition>(rootFilesystem()),
    "aggregator-go": () => chainedAggregatorDouble("v1"),
    "bft-core": () => bftCoreDouble("old"),
  },
};

/** Image key → reference of a stack, as they are here. */
export async function imagesOf(stack: "relay" | "faucet" | "aggregator"): Promise<Record<string, string>> {
  const images: Record<string, string> = {};
  for (const [key, definition] of Object.entries(definitions[stack] ?? {}))
    images[key] = await ensureImage(definition());
  return images;
}

/** The options of `up` for them. */
export function imageOptions(images: Readonly<Record<string, string>>): string[] {
  return Object.entries(images).flatMap(([key, reference]) => ["--image", `${key}=${reference}`]);
}
