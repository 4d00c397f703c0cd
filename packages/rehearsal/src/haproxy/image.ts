import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { type ImageBuild, rootFilesystem } from "../images/index.ts";

/** The folder of this package in the checkout; a bundle passes its own. */
const PACKAGE = resolve(import.meta.dirname, "../..");

/**
 * HAProxy and the registration API in one image.
 * @throws ComposeGenError `BUNDLE_MISSING` when the API has not been built into `dist/`
 */
export function haproxyImage(packageFolder = PACKAGE): ImageBuild {
  const bundle = join(packageFolder, "dist/registration-api");
  if (!existsSync(join(bundle, "server.js"))) {
    throw new ComposeGenError({
      code: "BUNDLE_MISSING",
      what: "The registration API is not built.",
      where: bundle,
      next: "Run: npx turbo run build --filter rehearsal",
    });
  }
  return {
    kind: "build",
    name: "haproxy",
    context: join(packageFolder, "haproxy"),
    inputs: ["entrypoint.sh", "keep-registration-api", "registration-api"],
    arguments: { ROOTFS: rootFilesystem(packageFolder) },
    contexts: { "registration-api": bundle },
  };
}
