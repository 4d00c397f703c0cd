import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What `docker build` gets for the image of a service; `Base` is a reference, or what stands for the base image. */
export interface ServiceImageBuild<Base> {
  readonly kind: "build";
  readonly name: string;
  /** Absolute path of the folder with the Dockerfile. */
  readonly context: string;
  readonly arguments: Readonly<Record<string, Base | string>>;
  /** Further build contexts by name, absolute paths. */
  readonly contexts: Readonly<Record<string, string>>;
}

/** One image of a service in a checkout. */
export interface ServiceImage<Base> {
  name: string;
  base: Base;
  /** Folder of the checkout. */
  repository: string;
  /** Folder with the Dockerfile, from the checkout. */
  folder: string;
  /** Build arguments besides the base, the version and the SDK versions. */
  arguments?: Readonly<Record<string, Base | string>>;
  /** Build contexts besides the routes and the service runtime, absolute paths. */
  contexts?: Readonly<Record<string, string>>;
}

/** How the image of a service is built from a checkout; routes of the default generation, which all share. */
export function serviceImageBuild<Base>(image: ServiceImage<Base>): ServiceImageBuild<Base> {
  const { name, base, repository, folder } = image;
  return {
    kind: "build",
    name,
    context: join(repository, folder),
    arguments: {
      BASE_IMAGE: base,
      ...image.arguments,
      VERSION: readJson(repository, "package.json").version,
      SDK_VERSIONS: sdkVersions(repository),
    },
    contexts: {
      ...image.contexts,
      routes: join(repository, "generated/nginx"),
      "service-runtime": join(repository, "packages/service-runtime/files"),
      "debian-packages": debianPackages(repository),
    },
  };
}

/** Folder with the command that installs Debian packages as of a day; a build context of every image, `debian-packages`. */
export function debianPackages(repository: string): string {
  return join(repository, "packages/service-runtime/debian");
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
