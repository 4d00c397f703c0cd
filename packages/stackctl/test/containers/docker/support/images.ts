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

let relay: Promise<string> | undefined;
let faucet: Promise<string> | undefined;
let empty: Promise<string> | undefined;

/** The relay's image on the stand-in base, with the double of upstream's relay. */
export function relayImage(): Promise<string> {
  relay ??= ensureImage(relayImageBuild<ImageDefinition>(baseImage(), relayDouble()));
  return relay;
}

/** The faucet's image on the stand-in base. */
export function faucetImage(): Promise<string> {
  faucet ??= ensureImage(faucetImageBuild<ImageDefinition>(baseImage()));
  return faucet;
}

/** An image that has none of what a service needs: its container ends at once. */
export function emptyImage(): Promise<string> {
  empty ??= ensureImage(rootFilesystem());
  return empty;
}

/** `--image` for every image of the aggregator's stack: doubles of upstream's, and ours on stand-ins. */
export async function aggregatorImages(generation: "v1" | "v3"): Promise<string[]> {
  const definitions: Record<string, ImageDefinition> = {
    curl: curlDouble(),
    mongo: mongoDouble(),
    "aggregator-proxy": aggregatorProxyImageBuild<ImageDefinition>(baseImage()),
    "aggregator-tools": aggregatorToolsImageBuild<ImageDefinition>(rootFilesystem()),
    "aggregator-go": chainedAggregatorDouble(generation),
    "bft-core": bftCoreDouble(generation === "v1" ? "old" : "new"),
  };
  const given: string[] = [];
  for (const [key, definition] of Object.entries(definitions))
    given.push("--image", `${key}=${await ensureImage(definition)}`);
  return given;
}
