import { setTimeout as delay } from "node:timers/promises";
import type { Reporter } from "../../../output/reporter.ts";
import type { Engine } from "../engine/engine.ts";
import type { NeededImage } from "./presence.ts";
import { classifyPull, isTransient, pullFailed } from "./pull-errors.ts";

/** Longest time for one image, ms. */
const PULL_MS = 20 * 60_000;
const ATTEMPTS = 3;

export interface PullOptions {
  reporter: Reporter;
  signal: AbortSignal;
  /** Start of the references of our own images. */
  ownImages: string;
  /** Before the second attempt, ms, default 1,000; twice as long before the third. */
  pauseMs?: number;
}

/**
 * Fetches images side by side; what may pass by itself is tried three times.
 *
 * @throws StackError `IMAGE_REFUSED`, `IMAGE_LIMITED`, `IMAGE_UNREACHABLE` … of the first that cannot be had
 */
export async function pullImages(
  docker: Engine,
  images: readonly NeededImage[],
  options: PullOptions,
): Promise<void> {
  const { signal } = options;
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  await Promise.all(
    images.map(async (image) => {
      try {
        await pullOne(docker, image, { ...options, signal: either });
      } catch (error) {
        failure.abort(error);
        throw error;
      }
    }),
  );
}

async function pullOne(
  docker: Engine,
  { reference, platform }: NeededImage,
  { reporter, signal, ownImages, pauseMs = 1_000 }: PullOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const lines: string[] = [];
    const layers = new Set<string>();
    reporter.waiting(reference, attempt === 1 ? "to be fetched" : `attempt ${attempt}`);
    const args = ["pull", ...(platform ? ["--platform", platform] : []), reference];
    const { exitCode, stderr } = await docker.result(args, {
      timeout: PULL_MS,
      signal,
      onLine: (line) => {
        lines.push(line);
        const done = /^([0-9a-f]{12}): (?:Pull complete|Already exists)/.exec(line)?.[1];
        if (done) layers.add(done);
        if (layers.size > 0) reporter.waiting(reference, `${layers.size} layers are here`);
      },
    });
    if (exitCode === 0) return reporter.step(`Fetched ${reference}.`);
    signal.throwIfAborted();
    const output = lines.join("\n") || stderr;
    if (attempt === ATTEMPTS || !isTransient(classifyPull(output)))
      throw pullFailed(reference, output, reference.startsWith(ownImages));
    await delay(pauseMs * attempt, undefined, { signal });
  }
}
