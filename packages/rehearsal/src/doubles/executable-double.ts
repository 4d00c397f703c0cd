import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ImageBuild } from "../images/index.ts";
import { doubleImage } from "./double-image.ts";

/**
 * Build of a double that is a single executable application of Node.js.
 *
 * @param inputs files that its Dockerfile copies
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function executableDouble(name: string, inputs: string[], packageFolder: string): ImageBuild {
  const build = doubleImage(name, inputs, packageFolder);
  const postject = createRequire(join(packageFolder, "package.json")).resolve("postject/package.json");
  const executable = join(packageFolder, "doubles/executable");
  return { ...build, contexts: { ...build.contexts, executable, postject: dirname(postject) } };
}
