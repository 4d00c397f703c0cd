import { STACK_PORTS } from "./stack/services.ts";

export { type DevnetImageBuild, devnetImageBuild } from "./image/build.ts";
export { nodeContexts } from "./image/node-binary.ts";
export { ARCHITECTURES, type Architecture, localPlatform, type Platform } from "./image/platform.ts";

/** Repository of the published image; its tag is the version of this package. */
export const DEVNET_IMAGE = "ghcr.io/unicity-sphere/devnet";

/** Ports inside the container. */
export const DEVNET_PORTS = STACK_PORTS;
