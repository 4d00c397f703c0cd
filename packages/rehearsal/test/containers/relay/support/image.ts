import { relayImageBuild } from "relay-image/image";
import { ensureImage, relayDouble } from "../../../../src/index.ts";
import { type Below, baseBelow, imageMap } from "../../../support/below-ours.ts";

let reference: Promise<string> | undefined;

/** Reference of the relay's image: on the stand-in base with the double of upstream's relay, or on both of upstream. */
export function relayImage(): Promise<string> {
  const upstream = imageMap ? undefined : relayDouble();
  reference ??= ensureImage(relayImageBuild<Below>(baseBelow(), upstream));
  return reference;
}
