import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { serviceRuntimeFolder } from "service-runtime";

/** What `docker build` gets for the faucet's image. */
export interface FaucetImageBuild<Base> {
  readonly kind: "build";
  readonly name: "faucet";
  /** Absolute path of the folder with the Dockerfile. */
  readonly context: string;
  readonly arguments: Readonly<Record<string, Base | string>>;
  /** Further build contexts by name, absolute paths. */
  readonly contexts: Readonly<Record<string, string>>;
}

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/**
 * How the image is built from a checkout: JavaScript and nginx files are made on the host, and copied.
 *
 * @param base reference of the base image, or what stands for it
 * @param repository folder of the checkout
 * @throws ComposeGenError `NOT_BUILT` when the bundle of devnet is missing
 */
export function faucetImageBuild<Base>(base: Base, repository = REPOSITORY): FaucetImageBuild<Base> {
  const devnet = join(repository, "packages/devnet/dist");
  if (!existsSync(join(devnet, "cli.js"))) {
    throw new ComposeGenError({
      code: "NOT_BUILT",
      what: "The faucet's JavaScript is not bundled.",
      where: devnet,
      next: "Run `pnpm exec turbo run build --filter @unicity-sphere/devnet`.",
    });
  }
  return {
    kind: "build",
    name: "faucet",
    context: join(repository, "packages/faucet-image/image"),
    arguments: {
      BASE_IMAGE: base,
      VERSION: readJson(repository, "package.json").version,
      SDK_VERSIONS: sdkVersions(repository),
    },
    contexts: {
      devnet,
      "node-binary": realpathSync(join(repository, "node_modules/node/bin")),
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
