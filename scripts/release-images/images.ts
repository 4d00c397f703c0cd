import type { Platform } from "@unicity-sphere/devnet/image";
import { type ImageBuild, planImage, runCommand } from "rehearsal";
import { hashInputs, type ImageToRelease, OWN_IMAGES, platformsOn, type Release } from "release";
import type { Workspace } from "release/lockstep";
import { BASE_KEY, DEBIAN_KEY } from "../build-images/pinned.ts";
import { planBuilds } from "../build-images/plan.ts";
import { type Name, STAND_IN } from "../build-images/request.ts";
import type { ReleaseRequest } from "./request.ts";

/** An image of a release with how it is built. */
export interface BuildToRelease extends ImageToRelease {
  name: Name;
  build: ImageBuild;
}

/** Key of `images.json` for what an image is built on. */
const baseOf: Record<Name, string> = {
  relay: BASE_KEY,
  faucet: BASE_KEY,
  "aggregator-proxy": BASE_KEY,
  "aggregator-tools": DEBIAN_KEY,
  devnet: DEBIAN_KEY,
};

/**
 * The images of a release: how each is built, for which platforms, and the hash of all that it is made from.
 * @throws ComposeGenError `IMAGE_UNRESOLVED`, `IMAGE_FLOATING`, `PLATFORM_UNKNOWN`, `PLATFORM_NONE`, `NOT_BUILT`; DevnetError
 */
export async function imagesOf(
  request: ReleaseRequest,
  { folder, images, lock }: Workspace,
  { version, revision, source, registry }: Release,
): Promise<BuildToRelease[]> {
  const platformsOf = (name: Name) => platformsOn([baseOf[name]], images, lock, request.platform);
  const builds = planBuilds(
    {
      names: OWN_IMAGES,
      base: request.base,
      debian: request.debian ?? (request.base === STAND_IN ? STAND_IN : undefined),
      relayUpstream: request["relay-upstream"],
      faucetUpstream: request["faucet-upstream"],
      json: false,
      help: false,
    },
    { checkout: folder, version, registry, lock, platforms: platformsOf("devnet") as Platform[] },
  );
  const planned: BuildToRelease[] = [];
  for (const { name, build } of builds) {
    const values: ImageBuild["arguments"] = { ...build.arguments, REVISION: revision, SOURCE: source };
    const withCommit = { ...build, arguments: values };
    const platforms = platformsOf(name);
    const inputs = await hashInputs({ build: withCommit, platforms }, runCommand);
    const base = values.BASE_IMAGE ?? "";
    const reference = typeof base === "string" ? base : (await planImage(base)).reference;
    planned.push({ name, build: withCommit, platforms, inputs, base: reference });
  }
  return planned;
}
