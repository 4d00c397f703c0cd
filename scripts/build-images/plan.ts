import { join } from "node:path";
import type { Lock } from "@unicity-sphere/compose-gen";
import { devnetImageBuild, type Platform } from "@unicity-sphere/devnet/image";
import { aggregatorProxyImageBuild, aggregatorToolsImageBuild } from "aggregator-stack/image";
import { faucetImageBuild } from "faucet-image/image";
import { baseImage, type ImageBuild, type ImageDefinition, relayDouble, rootFilesystem } from "rehearsal";
import { relayImageBuild } from "relay-image/image";
import { debianArguments } from "./debian.ts";
import { BASE_KEY, DEBIAN_KEY, lockedReference, type ReferenceOption, requirePinned } from "./pinned.ts";
import { type Name, type Request, STAND_IN } from "./request.ts";

/** One image to build; arguments that are definitions are made first. */
export interface PlannedBuild {
  readonly name: Name;
  readonly reference: string;
  readonly build: ImageBuild;
}

/** What a plan takes from its surroundings. */
export interface Surroundings {
  /** Folder of the checkout. */
  readonly checkout: string;
  readonly version: string;
  /** Registry and owner, without a slash at the end. */
  readonly registry: string;
  readonly lock: Lock;
  /** Default the clock of this machine. */
  readonly now?: Date;
  /** Platforms of the images that hold Node.js; default that of this machine. */
  readonly platforms?: Partial<Readonly<Record<NodeImage, readonly Platform[]>>>;
}

/** An image with a Node.js of its own. */
export type NodeImage = "faucet" | "devnet";

type Parent = string | ImageDefinition;

/**
 * Plans the images; changes nothing.
 * @throws ComposeGenError `USAGE`, `IMAGE_UNRESOLVED`, `IMAGE_FLOATING`, `NOT_BUILT`, `BUNDLE_MISSING`; DevnetError
 */
export function planBuilds(
  request: Request,
  { checkout, version, registry, lock, platforms = {}, now = new Date() }: Surroundings,
): PlannedBuild[] {
  const rehearsal = join(checkout, "packages/rehearsal");
  const parent = (
    given: string | undefined,
    key: string,
    option: ReferenceOption,
    standIn: () => Parent,
  ): Parent => {
    if (given === STAND_IN) return standIn();
    return given === undefined ? lockedReference(lock, key, option) : requirePinned(given, option);
  };
  const base = () => parent(request.base, BASE_KEY, "--base", () => baseImage(rehearsal));
  const upstream = (): Parent | undefined => {
    if (request.relayUpstream === STAND_IN) return relayDouble(rehearsal);
    return request.relayUpstream && requirePinned(request.relayUpstream, "--relay-upstream");
  };
  const agent = () => request.faucetUpstream && requirePinned(request.faucetUpstream, "--faucet-upstream");
  const debian = () => parent(request.debian, DEBIAN_KEY, "--debian", () => rootFilesystem(rehearsal));
  const builds: Record<Name, () => ImageBuild> = {
    relay: () => relayImageBuild<Parent>(base(), upstream(), checkout),
    faucet: () => faucetImageBuild<Parent>(base(), checkout, agent(), platforms.faucet),
    "aggregator-proxy": () => aggregatorProxyImageBuild<Parent>(base(), checkout),
    "aggregator-tools": () => aggregatorToolsImageBuild<Parent>(debian(), checkout),
    devnet: () => devnetImageBuild<Parent>(debian(), checkout, ...(platforms.devnet ?? [])),
  };
  const packages = debianArguments(request.packages, now);
  return request.names.map((name) => {
    const build = builds[name]();
    const reference = `${registry}/${name}:${version}`;
    return { name, reference, build: { ...build, arguments: { ...build.arguments, ...packages } } };
  });
}
