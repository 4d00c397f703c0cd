import { join, resolve } from "node:path";
import { debianPackages, type ServiceImageBuild, serviceImageBuild } from "service-runtime";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/**
 * How the image of the aggregator's door is built from a checkout. The routes are the same in every generation.
 *
 * @param base reference of the base image, or what stands for it
 * @param repository folder of the checkout
 */
export function aggregatorProxyImageBuild<Base>(
  base: Base,
  repository = REPOSITORY,
): ServiceImageBuild<Base> {
  return serviceImageBuild({
    name: "aggregator-proxy",
    base,
    repository,
    folder: "packages/aggregator-stack/image",
  });
}

/**
 * How the image of the stack's jobs is built from a checkout: owners of volumes, keys given beforehand, check and stamp of
 * the genesis, export.
 *
 * @param base reference of a Debian trixie image by digest, or what stands for it
 * @param repository folder of the checkout
 */
export function aggregatorToolsImageBuild<Base>(
  base: Base,
  repository = REPOSITORY,
): ServiceImageBuild<Base> {
  const folder = "packages/aggregator-stack/tools-image";
  const build = serviceImageBuild({ name: "aggregator-tools", base, repository, folder });
  // No nginx and no TLS in it: of the contexts of a service it needs that of Debian packages only.
  const scripts = join(repository, "packages/aggregator-stack/scripts");
  return { ...build, contexts: { scripts, "debian-packages": debianPackages(repository) } };
}
