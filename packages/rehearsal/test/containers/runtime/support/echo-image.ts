import { resolve } from "node:path";
import { serviceRuntimeFolder } from "service-runtime";
import { baseImage, ensureImage } from "../../../../src/index.ts";

let reference: Promise<string> | undefined;

/** The reference of the echo service's image, made when it is missing. */
export function echoImage(): Promise<string> {
  reference ??= ensureImage({
    kind: "build",
    name: "runtime-echo",
    context: resolve(import.meta.dirname, "../image"),
    arguments: { BASE_IMAGE: baseImage() },
    contexts: { "service-runtime": serviceRuntimeFolder },
  });
  return reference;
}
