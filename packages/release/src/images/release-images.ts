import { ComposeGenError, type ErrorParts, type Images } from "@unicity-sphere/compose-gen";
import { openRepository } from "../registry/repository.ts";
import type { SessionOptions } from "../registry/session.ts";
import { lockProblems, type ReleasedLock } from "./lock-problems.ts";
import { observeImages } from "./observe.ts";
import { type ImagesPlan, type ImageToRelease, planImages } from "./plan.ts";
import { type PublishedImage, type PublishOptions, publishImages } from "./publish.ts";
import type { Release } from "./release.ts";

/** One release of images, from the question what is published to the last tag. */
export interface ReleaseImages extends Pick<PublishOptions, "layoutOf" | "onStep"> {
  images: readonly ImageToRelease[];
  release: Release;
  session: SessionOptions;
  /** What stands in the way already. */
  problems: readonly ErrorParts[];
  /** Locks whose digests have to be those of the registry, with what they lock. */
  locks?: { images: Images; files: readonly ReleasedLock[] };
}

/**
 * Asks the registry what is published and plans the rest; changes nothing.
 *
 * @throws ComposeGenError see `openRepository`
 */
export async function planRelease({
  images,
  release,
  session,
  problems,
  locks = { images: {}, files: [] },
}: Omit<ReleaseImages, "layoutOf">): Promise<ImagesPlan> {
  const names = images.map(({ name }) => name);
  const observed = await observeImages(names, release, (name) => openRepository(name, session));
  const plan = planImages(images, release, observed);
  const ofLocks = locks.files.flatMap((file) => lockProblems(file, locks.images, plan.images));
  return { images: plan.images, problems: [...problems, ...plan.problems, ...ofLocks] };
}

/**
 * Publishes the images of a release that are not published yet.
 *
 * @throws ComposeGenError the problem, or `RELEASE_REFUSED` with all of them; see `publishImages`
 */
export async function releaseImages(request: ReleaseImages): Promise<PublishedImage[]> {
  const { images, problems } = await planRelease(request);
  requireNoProblem(problems);
  const { release, session, layoutOf, onStep } = request;
  const open = (name: string) => openRepository(name, session);
  return publishImages(images, release, { open, layoutOf, ...(onStep ? { onStep } : {}) });
}

/** @throws ComposeGenError the only problem, or `RELEASE_REFUSED` with one paragraph for each */
export function requireNoProblem(problems: readonly ErrorParts[]): void {
  const [first, ...others] = problems;
  if (!first) return;
  if (others.length === 0) throw new ComposeGenError(first);
  throw new ComposeGenError({
    code: "RELEASE_REFUSED",
    what: `${problems.length} things stand in the way of this release.`,
    evidence: problems.map((problem) => new ComposeGenError(problem).message).join("\n"),
    next: "Correct each as it says. Nothing was published.",
  });
}
