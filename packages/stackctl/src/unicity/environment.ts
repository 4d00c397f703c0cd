import type { InstanceView } from "../stack/definition.ts";
import { readDiscovery } from "./faucet-client.ts";
import { FILES } from "./files.ts";
import { serviceUrl } from "./service-url.ts";

/**
 * Variables for SDKs, end-to-end tests and apps: the names that the sphere-sdk harness uses. Verification is never
 * switched off. What the instance does not consist of has no variables.
 *
 * @throws StackError `FAUCET_UNREACHABLE` when the faucet cannot say who it is
 */
export async function unicityEnvironment(instance: InstanceView): Promise<Record<string, string>> {
  const has = (name: string) => instance.provides.includes(name);
  return {
    ...(has("relay") && { SPHERE_NOSTR_RELAYS: serviceUrl(instance, "relay") }),
    ...(has("aggregator") && aggregatorVariables(instance)),
    ...(has("faucet") && (await faucetVariables(serviceUrl(instance, "faucet")))),
    E2E_LOCAL_INSTANCE: instance.name,
  };
}

function aggregatorVariables(instance: InstanceView): Record<string, string> {
  const aggregator = serviceUrl(instance, "aggregator");
  return {
    SPHERE_AGGREGATOR_URL: aggregator,
    SPHERE_TRUST_BASE_PATH: instance.file(FILES.trustBase),
    SPHERE_TRUSTBASE_URL: `${aggregator}/.well-known/trust-base.json`,
  };
}

/** The faucet names itself by its own URL: in a container that is another port than the one of this host. */
async function faucetVariables(url: string): Promise<Record<string, string>> {
  const { chain_pubkey, request_url } = await readDiscovery(url);
  return {
    E2E_LOCAL_FAUCET_PUBKEY: chain_pubkey,
    E2E_LOCAL_FAUCET_URL: `${url}${new URL(request_url, url).pathname}`,
  };
}
