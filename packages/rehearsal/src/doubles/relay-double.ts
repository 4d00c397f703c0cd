import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { type ImageBuild, rootFilesystem } from "../images/index.ts";

/** The folder of this package in the checkout; a bundle passes its own. */
const PACKAGE = resolve(import.meta.dirname, "../..");

/**
 * The double of `ghcr.io/unicitynetwork/unicity-tokens-relay`: one executable at the real path.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function relayDouble(packageFolder = PACKAGE): ImageBuild {
  const bundle = join(packageFolder, "dist/doubles/relay");
  if (!existsSync(join(bundle, "main.js"))) {
    throw new ComposeGenError({
      code: "BUNDLE_MISSING",
      what: "The double of the relay is not built.",
      where: bundle,
      next: "Run: npx turbo run build --filter rehearsal",
    });
  }
  return {
    kind: "build",
    name: "relay-double",
    context: join(packageFolder, "doubles/relay"),
    inputs: ["main.cjs", "make-executable.cjs"],
    arguments: { ROOTFS: rootFilesystem(packageFolder) },
    contexts: {
      bundle,
      "node-binary": realpathSync(join(packageFolder, "../../node_modules/node/bin")),
      postject: dirname(createRequire(join(packageFolder, "package.json")).resolve("postject/package.json")),
    },
  };
}
