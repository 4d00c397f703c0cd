import { join, resolve } from "node:path";
import type { ImageBuild, RootFilesystem } from "./definition.ts";

/** The folder of this package in the checkout; a bundle passes its own. */
const PACKAGE = resolve(import.meta.dirname, "../..");

/** Debian trixie as small as it comes: what `debian:trixie-slim` is, made from Debian's packages. */
export function rootFilesystem(packageFolder = PACKAGE): RootFilesystem {
  return {
    kind: "root-filesystem",
    suite: "trixie",
    script: join(packageFolder, "rootfs/make-root-filesystem"),
  };
}

/** The stand-in for the ssl-manager base image. */
export function baseImage(packageFolder = PACKAGE): ImageBuild {
  return onRootFilesystem("base", ["commands", "library"], packageFolder);
}

/** The ACME server. */
export function pebbleImage(packageFolder = PACKAGE): ImageBuild {
  return onRootFilesystem("pebble", ["pebble-get", "pebble-start"], packageFolder);
}

function onRootFilesystem(name: string, inputs: string[], packageFolder: string): ImageBuild {
  return {
    kind: "build",
    name,
    context: join(packageFolder, name),
    inputs,
    arguments: { ROOTFS: rootFilesystem(packageFolder) },
  };
}
