import type { ImageBuild } from "../images/index.ts";
import { doubleImage, PACKAGE } from "./double-image.ts";

/**
 * The double of `docker.io/library/mongo:7.0`: `mongod` and `mongosh`, without MongoDB's wire protocol.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function mongoDouble(packageFolder = PACKAGE): ImageBuild {
  return doubleImage("mongo", ["mongod", "mongosh"], packageFolder);
}
