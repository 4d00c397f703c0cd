import { DevnetError } from "../errors.ts";

/** Platforms of the image, by the names of container engines and of Debian. */
export const ARCHITECTURES = ["amd64", "arm64"] as const;

export type Architecture = (typeof ARCHITECTURES)[number];

/** A platform of the image, e.g. `linux/arm64`. */
export type Platform = `linux/${Architecture}`;

/** What a Node.js of this architecture runs on, by Node.js' names for them. */
const LOCAL: Readonly<Record<string, Platform>> = { x64: "linux/amd64", arm64: "linux/arm64" };

/**
 * What a container on this machine runs, whatever the machine's own system is.
 *
 * @throws DevnetError `PLATFORM_UNKNOWN` for an architecture without an image
 */
export function localPlatform(arch: string = process.arch): Platform {
  return LOCAL[arch] ?? refuse(arch);
}

/**
 * The architecture of a platform.
 *
 * @throws DevnetError `PLATFORM_UNKNOWN` for a platform without an image
 */
export function architectureOf(platform: string): Architecture {
  return ARCHITECTURES.find((architecture) => platform === `linux/${architecture}`) ?? refuse(platform);
}

function refuse(platform: string): never {
  const known = ARCHITECTURES.map((architecture) => `linux/${architecture}`).join(", ");
  throw new DevnetError({
    code: "PLATFORM_UNKNOWN",
    what: `There is no image for the platform ${platform}.`,
    evidence: `known: ${known}`,
    cause: "The image has the Node.js of these platforms only.",
    next: "Name one of them.",
  });
}
