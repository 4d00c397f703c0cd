import { relayImageBuild } from "relay-image/image";
import { baseImage, ensureImage, relayDouble } from "../../../../src/index.ts";

let reference: Promise<string> | undefined;

/** Reference of the relay's image on the stand-in base, with the double of upstream's relay. */
export function relayImage(): Promise<string> {
  reference ??= ensureImage(relayImageBuild(baseImage(), relayDouble()));
  return reference;
}
