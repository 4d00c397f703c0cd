import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { type ImageBuild, rootFilesystem } from "../images/index.ts";

/** The folder of this package in the checkout; a bundle passes its own. */
export const PACKAGE: string = resolve(import.meta.dirname, "../..");

/**
 * Build of a double that runs on Node.js.
 *
 * @param name folder below `doubles/` and below `dist/doubles/`
 * @param inputs files that its Dockerfile copies
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function doubleImage(name: string, inputs: string[], packageFolder: string): ImageBuild {
  const bundle = join(packageFolder, "dist/doubles", name);
  if (!existsSync(join(bundle, "main.js"))) {
    throw new ComposeGenError({
      code: "BUNDLE_MISSING",
      what: `The double of the ${name} is not built.`,
      where: bundle,
      next: "Run: npx turbo run build --filter rehearsal",
    });
  }
  return {
    kind: "build",
    name: `${name}-double`,
    context: join(packageFolder, "doubles", name),
    inputs,
    arguments: { ROOTFS: rootFilesystem(packageFolder) },
    contexts: { bundle, "node-binary": realpathSync(join(packageFolder, "../../node_modules/node/bin")) },
  };
}
