import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { serviceRuntimeFolder } from "service-runtime";

/** What `docker build` gets for the image of the aggregator's door. */
export interface AggregatorProxyImageBuild<Base> {
  readonly kind: "build";
  readonly name: "aggregator-proxy";
  /** Absolute path of the folder with the Dockerfile. */
  readonly context: string;
  readonly arguments: Readonly<Record<string, Base | string>>;
  /** Further build contexts by name, absolute paths. */
  readonly contexts: Readonly<Record<string, string>>;
}

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/**
 * How the image is built from a checkout. The routes are the same in every generation.
 *
 * @param base reference of the base image, or what stands for it
 * @param repository folder of the checkout
 */
export function aggregatorProxyImageBuild<Base>(
  base: Base,
  repository = REPOSITORY,
): AggregatorProxyImageBuild<Base> {
  return {
    kind: "build",
    name: "aggregator-proxy",
    context: join(repository, "packages/aggregator-stack/image"),
    arguments: {
      BASE_IMAGE: base,
      VERSION: readJson(repository, "package.json").version,
      SDK_VERSIONS: sdkVersions(repository),
    },
    contexts: {
      routes: join(repository, "generated/nginx"),
      "service-runtime": serviceRuntimeFolder,
    },
  };
}

/** The npm packages that were tried with this version: `name@version`, separated by spaces. */
function sdkVersions(repository: string): string {
  const { verified } = readJson(repository, "sdk.json") as { verified: Record<string, string | string[]> };
  return Object.entries(verified)
    .flatMap(([name, versions]) => [versions].flat().map((version) => `${name}@${version}`))
    .join(" ");
}

function readJson(repository: string, file: string) {
  return JSON.parse(readFileSync(join(repository, file), "utf8"));
}
