import { faucetImageBuild } from "faucet-image/image";
import { baseImage, ensureImage } from "../../../../src/images/index.ts";

let reference: Promise<string> | undefined;

/** Reference of the faucet's image on the stand-in base; built when the engine does not have it. */
export function faucetImage(): Promise<string> {
  reference ??= ensureImage(faucetImageBuild(baseImage()));
  return reference;
}
