import { setTimeout as wait } from "node:timers/promises";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { dockerCredentials } from "@unicity-sphere/compose-gen/registry";
import {
  type CheckoutState,
  checkoutProblems,
  chooseRegistry,
  type Environment,
  isLocalRegistry,
  type PublishStep,
  planRelease,
  type Release,
  releaseImages,
  requireNoProblem,
} from "release";
import { LEADING_SDK, sharedVersion, type Workspace } from "release/lockstep";
import { NO_SNAPSHOT } from "../build-images/debian.ts";
import { STAND_IN } from "../build-images/request.ts";
import { type BuildToRelease, imagesOf } from "./images.ts";
import { layoutsIn } from "./layouts.ts";
import { locksOf, writeLock } from "./locks.ts";
import { describeStep, type Report, report } from "./report.ts";
import type { ReleaseRequest } from "./request.ts";

/** What a release is made from and told by. */
export interface Surroundings {
  workspace: Workspace;
  state: CheckoutState;
  env: Environment;
  /** Takes one line of progress. */
  say(line: string): void;
}

const REQUEST_MS = 60_000;

/**
 * Does what the command line asks for: plan, build, or publish and write the digests.
 * @throws ComposeGenError the first thing that is in the way, or went wrong; DevnetError
 */
export async function runRelease(request: ReleaseRequest, surroundings: Surroundings): Promise<Report> {
  const { workspace, state, env, say } = surroundings;
  const registry = registryOf(request, env);
  const problems = checkoutProblems(workspace, state, request.unverified);
  if (!request["dry-run"]) requireNoProblem(problems);
  // Before anything is published: what is written at the end has to be there, and of this registry.
  const locks = locksOf(request, registry, workspace, state);
  const { revision, source, committedAt } = state;
  const release = { ...releaseOf(workspace), revision, source, registry };
  const images = await imagesOf(request, workspace, release);
  const findCredentials = dockerCredentials(env);
  const session = { fetch, timeout: REQUEST_MS, findCredentials, now: () => new Date(), wait };
  const layouts = layoutsIn(workspace.folder, request.layouts, committedAt);
  const layoutOf = ({ name }: { name: string }) =>
    layouts.of(images.find((image) => image.name === name) as BuildToRelease);
  const plan = {
    images,
    release,
    session,
    problems,
    locks: { images: workspace.images, files: locks.compared },
  };
  if (request["dry-run"]) return report(release, await planRelease(plan), true);
  if (request["build-only"]) {
    const planned = await planRelease(plan);
    requireNoProblem(planned.problems);
    for (const image of planned.images.filter(({ published }) => !published)) await layoutOf(image);
    return report(release, planned, true);
  }
  const onStep = (step: PublishStep) => {
    const line = describeStep(step);
    if (line !== undefined) say(line);
  };
  const published = await releaseImages({ ...plan, layoutOf, onStep });
  layouts.clean();
  if (locks.written && writeLock(locks.written, registry, workspace, published))
    say(`· ${locks.written} has the digests: render with \`pnpm render\``);
  return report(release, { images: published, problems: [] }, false);
}

function releaseOf(workspace: Workspace): Pick<Release, "version" | "sdk" | "verified"> {
  const { verified } = workspace.sdk;
  const all = Object.entries(verified).flatMap(([name, versions]) =>
    [versions].flat().map((version) => `${name}@${version}`),
  );
  const [sdk = ""] = [verified[LEADING_SDK] ?? []].flat();
  return { version: sharedVersion(workspace), sdk, verified: all.join(" ") };
}

/**
 * Where the command line publishes to; with images that stand in for others, and packages of no day, only to this machine.
 * @throws ComposeGenError `USAGE`
 */
export function registryOf(request: ReleaseRequest, env: Environment): string {
  const registry = chooseRegistry(request.registry, env);
  const standIn = (["base", "debian", "relay-upstream"] as const).find((name) => request[name] === STAND_IN);
  const trial = standIn
    ? `--${standIn} ${STAND_IN}`
    : request["debian-snapshot"] === NO_SNAPSHOT && `--debian-snapshot ${NO_SNAPSHOT}`;
  if (!trial || isLocalRegistry(registry)) return registry;
  throw new ComposeGenError({
    code: "USAGE",
    what: `${trial} is for trials, and ${registry} is where others pull from.`,
    next: "Publish trials to a registry on this machine: --registry 127.0.0.1:5000/trial",
  });
}
