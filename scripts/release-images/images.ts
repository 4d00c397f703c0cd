import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { ARCHITECTURES, type Platform } from "@unicity-sphere/devnet/image";
import { type ImageBuild, planImage, runCommand } from "rehearsal";
import { hashInputs, type ImageToRelease, OWN_IMAGES, platformsOn, type Release, type Stages } from "release";
import type { Workspace } from "release/lockstep";
import { NO_SNAPSHOT } from "../build-images/debian.ts";
import { BASE_KEY, DEBIAN_KEY } from "../build-images/pinned.ts";
import { type NodeImage, planBuilds } from "../build-images/plan.ts";
import { type Name, STAND_IN } from "../build-images/request.ts";
import type { ReleaseRequest } from "./request.ts";

/** An image of a release with how it is built. */
export interface BuildToRelease extends ImageToRelease {
  name: Name;
  build: ImageBuild;
}

const programs = { "Node.js": ARCHITECTURES.map((architecture) => `linux/${architecture}`) };

/** What an image is made from, by the keys of `images.json`. */
const stagesOf: Record<Name, Stages> = {
  relay: { keys: [BASE_KEY] },
  faucet: { keys: [BASE_KEY], programs },
  "aggregator-proxy": { keys: [BASE_KEY] },
  "aggregator-tools": { keys: [DEBIAN_KEY] },
  devnet: { keys: [DEBIAN_KEY], programs },
};

/**
 * The images of a release: how each is built, for which platforms, and the hash of all that it is made from.
 * @throws ComposeGenError `IMAGE_UNRESOLVED`, `IMAGE_FLOATING`, `PLATFORM_UNKNOWN`, `PLATFORM_NONE`, `USAGE` for a platform that no image
 *   has, `NOT_BUILT`; DevnetError
 */
export async function imagesOf(
  request: ReleaseRequest,
  { folder, images, lock, debian }: Workspace,
  { version, revision, source, registry }: Release,
): Promise<BuildToRelease[]> {
  const platformsOf = (name: Name, only: readonly string[] = []) =>
    platformsOn(stagesOf[name], images, lock, only);
  requireKnown(request.platform, new Set(OWN_IMAGES.flatMap((name) => platformsOf(name))));
  const chosen = (name: Name) => platformsOf(name, request.platform);
  // Node.js is for these platforms only: see `programs`.
  const ofNode = (name: NodeImage) => chosen(name) as Platform[];
  const root = request.debian ?? (request.base === STAND_IN ? STAND_IN : undefined);
  // What stands in is made from the packages that this machine gets.
  const pinned = request.base === STAND_IN || root === STAND_IN ? NO_SNAPSHOT : debian.snapshot;
  const snapshot = request["debian-snapshot"] ?? pinned;
  const builds = planBuilds(
    {
      names: OWN_IMAGES,
      base: request.base,
      debian: root,
      packages: { snapshot, archive: request["debian-archive"] },
      relayUpstream: request["relay-upstream"],
      faucetUpstream: request["faucet-upstream"],
      json: false,
      help: false,
    },
    {
      checkout: folder,
      version,
      registry,
      lock,
      platforms: { faucet: ofNode("faucet"), devnet: ofNode("devnet") },
    },
  );
  const planned: BuildToRelease[] = [];
  for (const { name, build } of builds) {
    const values: ImageBuild["arguments"] = { ...build.arguments, REVISION: revision, SOURCE: source };
    const withCommit = { ...build, arguments: values };
    const platforms = chosen(name);
    const inputs = await hashInputs({ build: withCommit, platforms }, runCommand);
    const base = values.BASE_IMAGE ?? "";
    const reference = typeof base === "string" ? base : (await planImage(base)).reference;
    planned.push({ name, build: withCommit, platforms, inputs, base: reference });
  }
  return planned;
}

/** A platform that is misspelt would be left out of every image without a word. */
function requireKnown(given: readonly string[], known: ReadonlySet<string>): void {
  const unknown = given.find((platform) => !known.has(platform));
  if (unknown === undefined) return;
  throw new ComposeGenError({
    code: "USAGE",
    what: `--platform ${unknown}: no image of ours is for it.`,
    evidence: `known: ${[...known].sort().join(", ")}`,
    next: "Name one of them, or leave the flag out.",
  });
}
