import { resolve } from "node:path";
import { type ServiceImageBuild, serviceImageBuild } from "service-runtime";

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
