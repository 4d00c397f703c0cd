import { join } from "node:path";
import { type ImageBuild, rootFilesystem } from "../images/index.ts";
import { PACKAGE } from "./double-image.ts";

/** The double of `docker.io/curlimages/curl`. */
export function curlDouble(packageFolder = PACKAGE): ImageBuild {
  return {
    kind: "build",
    name: "curl-double",
    context: join(packageFolder, "doubles/curl"),
    inputs: ["entrypoint"],
    arguments: { ROOTFS: rootFilesystem(packageFolder) },
  };
}
