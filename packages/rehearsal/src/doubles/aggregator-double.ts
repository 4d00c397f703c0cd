import type { ImageBuild } from "../images/index.ts";
import { doubleImage, PACKAGE } from "./double-image.ts";

/**
 * The double of `ghcr.io/unicitynetwork/aggregator-go`, with root node and database in the same container.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function aggregatorDouble(packageFolder = PACKAGE): ImageBuild {
  return doubleImage("aggregator", ["aggregator"], packageFolder);
}
