import { resolve } from "node:path";
import { type ServiceImageBuild, serviceImageBuild } from "service-runtime";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

/**
 * How the relay's image is built from a checkout.
 *
 * @param base reference of the base image, or what stands for it
 * @param upstream image with the relay's binary; default the one that the Dockerfile pins
 * @param repository folder of the checkout
 */
export function relayImageBuild<Base>(
  base: Base,
  upstream?: Base | string,
  repository = REPOSITORY,
): ServiceImageBuild<Base> {
  return serviceImageBuild({
    name: "relay",
    base,
    repository,
    folder: "packages/relay-image/image",
    arguments: upstream === undefined ? {} : { RELAY_UPSTREAM: upstream },
  });
}
