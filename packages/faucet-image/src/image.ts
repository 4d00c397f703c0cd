import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { nodeContexts, type Platform } from "@unicity-sphere/devnet/image";
import { type ServiceImageBuild, serviceImageBuild } from "service-runtime";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/**
 * How the faucet's image is built from a checkout: JavaScript and nginx files are made on the host, and copied.
 *
 * @param base reference of the base image, or what stands for it
 * @param repository folder of the checkout
 * @param upstream image with the upstream agent in `/app`, for `FAUCET_AGENT=upstream`
 * @param platforms default that of this machine
 * @throws ComposeGenError `NOT_BUILT` when the bundle of devnet is missing; DevnetError see `nodeContexts`
 */
export function faucetImageBuild<Base>(
  base: Base,
  repository = REPOSITORY,
  upstream?: Base,
  platforms: readonly Platform[] = [],
): ServiceImageBuild<Base> {
  const devnet = join(repository, "packages/devnet/dist");
  if (!existsSync(join(devnet, "cli.js"))) {
    throw new ComposeGenError({
      code: "NOT_BUILT",
      what: "The faucet's JavaScript is not bundled.",
      where: devnet,
      next: "Run `npx turbo run build --filter @unicity-sphere/devnet`.",
    });
  }
  return serviceImageBuild({
    name: "faucet",
    base,
    repository,
    folder: "packages/faucet-image/image",
    ...(upstream !== undefined && { arguments: { FAUCET_UPSTREAM: upstream } }),
    contexts: { devnet, ...nodeContexts(repository, platforms) },
  });
}
