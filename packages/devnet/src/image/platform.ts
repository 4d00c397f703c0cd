/** Platforms of the image, by the names of container engines and of Debian. */
export const ARCHITECTURES = ["amd64", "arm64"] as const;

export type Architecture = (typeof ARCHITECTURES)[number];

/** A platform of the image, e.g. `linux/arm64`. */
export type Platform = `linux/${Architecture}`;

/** What a container on this machine runs, whatever the machine's own system is. */
export function localPlatform(arch: string = process.arch): Platform {
  return arch === "arm64" ? "linux/arm64" : "linux/amd64";
}

/** The architecture of a platform. */
export function architectureOf(platform: Platform): Architecture {
  return platform === "linux/arm64" ? "arm64" : "amd64";
}
