import { join } from "node:path";
import type { ImageBuild } from "../images/index.ts";

/**
 * A double as one line of versions: the same image with `DOUBLE_LINE`, so that what runs follows from the image alone.
 *
 * @param name of the image, e.g. `bft-core-old-double`
 */
export function lineImage(name: string, double: ImageBuild, line: string, packageFolder: string): ImageBuild {
  return {
    kind: "build",
    name,
    context: join(packageFolder, "doubles/line"),
    arguments: { DOUBLE: double, LINE: line },
  };
}
