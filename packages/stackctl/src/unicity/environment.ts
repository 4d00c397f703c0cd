import type { InstanceView } from "../stack/definition.ts";
import { readDiscovery } from "./faucet-client.ts";
import { FILES } from "./files.ts";
import { serviceUrl } from "./service-url.ts";

/**
 * Variables for SDKs, end-to-end tests and apps: the names that the sphere-sdk harness uses. Verification is never
 * switched off.
 *
 * @throws StackError `FAUCET_UNREACHABLE` when the faucet cannot say who it is
 */
export async function unicityEnvironment(instance: InstanceView): Promise<Record<string, string>> {
  const aggregator = serviceUrl(instance, "aggregator");
  const faucet = await readDiscovery(serviceUrl(instance, "faucet"));
  return {
    SPHERE_NOSTR_RELAYS: serviceUrl(instance, "relay"),
    SPHERE_AGGREGATOR_URL: aggregator,
    SPHERE_TRUST_BASE_PATH: instance.file(FILES.trustBase),
    SPHERE_TRUSTBASE_URL: `${aggregator}/.well-known/trust-base.json`,
    E2E_LOCAL_FAUCET_PUBKEY: faucet.chain_pubkey,
    E2E_LOCAL_FAUCET_URL: faucet.request_url,
  };
}
