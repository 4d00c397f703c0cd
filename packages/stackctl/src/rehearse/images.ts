import { join } from "node:path";
import { aggregatorProxyImageBuild } from "aggregator-stack/image";
import { faucetImageBuild } from "faucet-image/image";
import {
  aggregatorDouble,
  baseImage,
  ensureImage,
  haproxyImage,
  type ImageDefinition,
  pebbleImage,
  type RunCommand,
  relayDouble,
} from "rehearsal";
import { relayImageBuild } from "relay-image/image";

/** The images of a rehearsal by name: our own on the base's stand-in, the edge, and doubles of upstream's. */
export function rehearsalImages(checkout: string) {
  const rehearsal = join(checkout, "packages/rehearsal");
  const base = baseImage(rehearsal);
  return {
    haproxy: haproxyImage(rehearsal),
    pebble: pebbleImage(rehearsal),
    relay: relayImageBuild<ImageDefinition>(base, relayDouble(rehearsal), checkout),
    "aggregator-double": aggregatorDouble(rehearsal),
    "aggregator-proxy": aggregatorProxyImageBuild<ImageDefinition>(base, checkout),
    faucet: faucetImageBuild<ImageDefinition>(base, checkout),
  } satisfies Record<string, ImageDefinition>;
}

export type ImageReferences = Record<keyof ReturnType<typeof rehearsalImages>, string>;

/**
 * Makes the images that are missing, one after the other.
 * @param say told the image that is being made
 * @throws ComposeGenError `BUNDLE_MISSING`, `NOT_BUILT`, `IMAGE_NOT_MADE`
 */
export async function ensureImages(
  checkout: string,
  run: RunCommand,
  say: (reason: string) => void,
): Promise<{ references: ImageReferences; made: number }> {
  const references: Partial<ImageReferences> = {};
  let made = 0;
  for (const [name, definition] of Object.entries(rehearsalImages(checkout))) {
    references[name as keyof ImageReferences] = await ensureImage(definition, {
      run,
      onProgress: ({ phase, reference }) => {
        if (phase === "making") say(`making ${reference}`);
        if (phase === "made") made++;
      },
    });
  }
  return { references: references as ImageReferences, made };
}
