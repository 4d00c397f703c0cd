import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DevnetError } from "../errors.ts";
import { nodeContexts } from "./node-binary.ts";
import type { Platform } from "./platform.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../../..");

/** What `docker build` gets for the image; `Base` is a reference, or what stands for the base image. */
export interface DevnetImageBuild<Base> {
  readonly kind: "build";
  readonly name: "devnet";
  /** Absolute path of the folder with the Dockerfile. */
  readonly context: string;
  readonly arguments: Readonly<Record<string, Base | string>>;
  /** Further build contexts by name, absolute paths; `node-amd64` and `node-arm64` hold the binary of a platform. */
  readonly contexts: Readonly<Record<string, string>>;
}

/**
 * How the image is built from a checkout: JavaScript is made on the host and copied. The same description serves
 * `docker buildx build --platform` with any of the given platforms, or all of them.
 *
 * @param base reference of a Debian trixie image by digest, or what stands for it
 * @param repository folder of the checkout
 * @param platforms default that of this machine
 * @throws DevnetError `NOT_BUILT` when the bundle is missing, `NODE_NOT_FETCHED` when the binary of a platform is,
 *   `PLATFORM_UNKNOWN`
 */
export function devnetImageBuild<Base>(
  base: Base,
  repository = REPOSITORY,
  ...platforms: readonly Platform[]
): DevnetImageBuild<Base> {
  return {
    kind: "build",
    name: "devnet",
    context: join(repository, "packages/devnet/image"),
    arguments: {
      BASE_IMAGE: base,
      VERSION: readJson(repository, "package.json").version,
      SDK_VERSIONS: verifiedSdks(repository),
    },
    contexts: {
      devnet: bundle(repository),
      // Files only: what all images of this repository install Debian packages with.
      "debian-packages": join(repository, "packages/service-runtime/debian"),
      ...nodeContexts(repository, platforms),
    },
  };
}

function bundle(repository: string): string {
  const folder = join(repository, "packages/devnet/dist");
  if (existsSync(join(folder, "cli.js"))) return folder;
  throw new DevnetError({
    code: "NOT_BUILT",
    what: "The stack's JavaScript is not bundled.",
    where: folder,
    next: "Run `npx turbo run build --filter @unicity-sphere/devnet`.",
  });
}

/** The npm packages that were tried with this version: `name@version`, separated by spaces. */
function verifiedSdks(repository: string): string {
  const verified: Record<string, string | string[]> = readJson(repository, "sdk.json").verified;
  return Object.entries(verified)
    .flatMap(([name, versions]) => [versions].flat().map((version) => `${name}@${version}`))
    .join(" ");
}

function readJson(repository: string, file: string) {
  return JSON.parse(readFileSync(join(repository, file), "utf8"));
}
