import type { ImageBuild } from "../images/index.ts";
import { PACKAGE } from "./double-image.ts";
import { executableDouble } from "./executable-double.ts";

/**
 * The double of `ghcr.io/unicitynetwork/unicity-tokens-relay`: one executable at the real path.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function relayDouble(packageFolder = PACKAGE): ImageBuild {
  return executableDouble("relay", ["main.cjs"], packageFolder);
}
