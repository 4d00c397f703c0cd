import { setTimeout as delay } from "node:timers/promises";
import { StackError } from "../../../errors.ts";
import type { Reporter } from "../../../output/reporter.ts";
import type { Engine } from "../engine/engine.ts";
import type { NeededImage } from "./presence.ts";
import { allFailed, classifyPull, isTransient, pullFailed } from "./pull-errors.ts";

/** Longest time for one image, ms. */
const PULL_MS = 20 * 60_000;
const ATTEMPTS = 3;

export interface PullOptions {
  reporter: Reporter;
  signal: AbortSignal;
  /** Start of the references of our own images. */
  ownImages: string;
  /** References that `--image` has named. */
  given?: ReadonlySet<string>;
  /** Time for the others to end once one cannot be had, ms, default 3,000: all that are missing are named together. */
  graceMs?: number;
  /** Before the second attempt, ms, default 1,000; twice as long before the third. */
  pauseMs?: number;
}

/**
 * Fetches images side by side; what may pass by itself is tried three times.
 *
 * @throws StackError `IMAGE_REFUSED`, `IMAGE_LIMITED`, `IMAGE_UNREACHABLE` … that names all that cannot be had
 */
export async function pullImages(
  docker: Engine,
  images: readonly NeededImage[],
  options: PullOptions,
): Promise<void> {
  const { signal, graceMs = 3_000 } = options;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const failures = new Map<string, unknown>();
  let grace: NodeJS.Timeout | undefined;
  await Promise.all(
    images.map(async (image) => {
      try {
        await pullOne(docker, image, { ...options, signal: either });
      } catch (error) {
        if (either.aborted) return;
        failures.set(image.reference, error);
        grace ??= setTimeout(() => over.abort(), graceMs);
      }
    }),
  );
  clearTimeout(grace);
  signal.throwIfAborted();
  const errors = images.flatMap(({ reference }) => failures.get(reference) ?? []);
  const known = errors.filter((error) => error instanceof StackError);
  if (errors.length > 0) throw allFailed(known) ?? errors[0];
}

async function pullOne(
  docker: Engine,
  { reference, platform }: NeededImage,
  { reporter, signal, ownImages, given, pauseMs = 1_000 }: PullOptions,
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
      throw pullFailed(reference, output, {
        own: reference.startsWith(ownImages),
        given: given?.has(reference) ?? false,
      });
    await delay(pauseMs * attempt, undefined, { signal });
  }
}
