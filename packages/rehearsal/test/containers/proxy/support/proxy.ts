import { type ComposeService, prepareService } from "../../support/compose-service.ts";
import type { Chain } from "./chain.ts";
import { proxyImage } from "./image.ts";

/** The committed Compose file's door of the aggregator, alone: the chain is a {@link Chain}. */
export async function prepareProxy(
  network: string,
  file = "aggregator.yml",
  variables: Record<string, string> = {},
): Promise<ComposeService> {
  return prepareService({
    file,
    service: "aggregator-proxy",
    image: await proxyImage(),
    alone: true,
    variables: { STACK_NETWORK: network, AGGREGATOR_PORT: "0", ...variables },
  });
}

/** Part of a Compose override by which the door sees the chain's public volume, and nothing has a name that others have. */
export function volumesOf(chain: Chain, name: string, ...others: string[]): Record<string, { name: string }> {
  const own = others.map((volume) => [volume, { name: `${name}-${volume}` }]);
  return { ...Object.fromEntries(own), public: { name: chain.publicVolume } };
}
