import type { ImageBuild } from "../images/index.ts";
import { doubleImage, PACKAGE } from "./double-image.ts";

/**
 * The double of `ghcr.io/unicitynetwork/agentic-hosting/faucet`, the faucet agent that takes commands by message.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function faucetAgentDouble(packageFolder = PACKAGE): ImageBuild {
  return doubleImage("faucet-agent", [], packageFolder);
}
