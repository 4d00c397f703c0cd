// The rehearsal makes images for tests. It imports this package, so this one cannot name it as a dependency.
import { ensureImage, rootFilesystem } from "../../../../rehearsal/src/images/index.ts";
import { devnetImageBuild } from "../../../src/image.ts";

let reference: Promise<string> | undefined;

/** Reference of the image of this checkout; built when the engine does not have it. */
export function devnetImage(): Promise<string> {
  reference ??= ensureImage(devnetImageBuild(rootFilesystem()));
  return reference;
}
