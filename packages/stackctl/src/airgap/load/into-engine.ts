import type { Engine } from "../../backend/docker/engine/engine.ts";
import { engineFailed } from "../../backend/docker/engine/engine.ts";
import { StackError } from "../../errors.ts";
import type { Reporter } from "../../output/reporter.ts";
import type { BundledImage } from "../bundle/format.ts";
import { movedTo } from "../reference.ts";

/** Longest time for one bundle or image, ms. */
const LOAD_MS = 20 * 60_000;

interface Target {
  docker: Engine;
  reporter: Reporter;
  signal: AbortSignal;
}

/**
 * Hands the bundle to an engine that keeps images as they are: it is an OCI layout.
 *
 * @throws StackError `ENGINE_FAILED`, `AIRGAP_NOT_LOADED`
 */
export async function loadLayout(
  file: string,
  images: readonly BundledImage[],
  { docker, reporter, signal }: Target,
): Promise<void> {
  reporter.waiting("images", "to be loaded");
  await docker.text(["load", "--quiet", "--input", file], { timeout: LOAD_MS, signal });
  const answers = await Promise.all(
    images.map(async ({ reference }) => {
      const { exitCode } = await docker.result(["image", "inspect", reference]);
      return exitCode === 0 ? [] : [reference];
    }),
  );
  const missing = answers.flat();
  if (missing.length === 0) return;
  throw new StackError({
    code: "AIRGAP_NOT_LOADED",
    what: "The engine does not have the images under their digests after it has loaded them.",
    where: file,
    evidence: missing.join("\n"),
    cause: "Another kind of image store, or an engine that changes what it loads.",
    next: "Serve them instead: `stackctl airgap load FILE --serve`.",
  });
}

/**
 * Lets an engine fetch the images from where the bundle is served: one that stores images in its own form knows digests only
 * of what it has pulled.
 *
 * @param host e.g. `127.0.0.1:11005`
 * @throws StackError `ENGINE_FAILED`
 */
export async function pullServed(
  host: string,
  images: readonly BundledImage[],
  { docker, reporter, signal }: Target,
): Promise<void> {
  for (const [at, { reference, platform }] of images.entries()) {
    reporter.waiting("images", `${at} of ${images.length} are loaded`);
    const served = movedTo(host, reference);
    const args = ["pull", "--quiet", ...(platform ? ["--platform", platform] : []), served];
    const answer = await docker.result(args, { timeout: LOAD_MS, signal });
    signal.throwIfAborted();
    if (answer.exitCode !== 0) throw engineFailed(args, answer);
  }
}
