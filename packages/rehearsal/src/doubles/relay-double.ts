import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ImageBuild } from "../images/index.ts";
import { doubleImage, PACKAGE } from "./double-image.ts";

/**
 * The double of `ghcr.io/unicitynetwork/unicity-tokens-relay`: one executable at the real path.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function relayDouble(packageFolder = PACKAGE): ImageBuild {
  const build = doubleImage("relay", ["main.cjs", "make-executable.cjs"], packageFolder);
  const postject = createRequire(join(packageFolder, "package.json")).resolve("postject/package.json");
  return { ...build, contexts: { ...build.contexts, postject: dirname(postject) } };
}
