import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { DevnetError } from "../errors.ts";
import { type Architecture, architectureOf, localPlatform, type Platform } from "./platform.ts";

/** An npm package with the Node.js binary for Linux at `bin/node`. */
export interface NodePackage {
  package: string;
  version: string;
  /** SHA-512 of the package as npm writes it, `sha512-<base64>`. */
  integrity: string;
}

/** The package for an architecture that the image pins. @param repository folder of the checkout */
export function nodePackage(repository: string, architecture: Architecture): NodePackage {
  const file = join(repository, "packages/devnet/image/node-binaries.json");
  const { version, ...packages } = JSON.parse(readFileSync(file, "utf8"));
  return { ...packages[architecture], version };
}

/** Where the binary of an architecture lies once it was fetched; the folder holds nothing else. */
export function fetchedNodeFolder(repository: string, architecture: Architecture): string {
  const { package: name, version } = nodePackage(repository, architecture);
  return join(repository, "node_modules/.cache/node-binaries", `${name}-${version}`);
}

/**
 * Build contexts with the binary of each platform as `node`: `node-amd64`, `node-arm64`.
 *
 * @param repository folder of the checkout
 * @param platforms default that of this machine
 * @throws DevnetError `NODE_NOT_FETCHED`, `PLATFORM_UNKNOWN`
 */
export function nodeContexts(repository: string, platforms: readonly Platform[]): Record<string, string> {
  const wanted = platforms.length > 0 ? platforms : [localPlatform()];
  return Object.fromEntries(
    wanted
      .map(architectureOf)
      .map((architecture) => [`node-${architecture}`, nodeBinaryFolder(repository, architecture)]),
  );
}

/**
 * Folder with the Linux binary of an architecture as `node`: the one that the repository runs on, or a fetched one.
 *
 * @throws DevnetError `NODE_NOT_FETCHED`
 */
export function nodeBinaryFolder(
  repository: string,
  architecture: Architecture,
  machine: { platform: string; arch: string } = process,
): string {
  const own = machine.platform === "linux" && architecture === architectureOf(localPlatform(machine.arch));
  if (own) return realpathSync(join(repository, "node_modules/node/bin"));
  const folder = fetchedNodeFolder(repository, architecture);
  if (existsSync(join(folder, "node"))) return folder;
  throw new DevnetError({
    code: "NODE_NOT_FETCHED",
    what: `The Node.js of linux/${architecture} is not there.`,
    where: folder,
    cause: "The repository installs the one of this machine only.",
    next: `Run \`npx pnpm exec node packages/devnet/scripts/fetch-node.ts ${architecture}\`.`,
  });
}
