import { join } from "node:path";
import { type Endpoints, endpointsOf } from "./endpoints.ts";
import type { Variables } from "./environment.ts";
import { E2eError } from "./errors.ts";
import { readTrustBase } from "./trust-base.ts";

export { useLocalTokenRegistry } from "./token-registry.ts";

/** Options of `createNodeProviders` of sphere-sdk 0.6.14, which reads no environment: a wallet has to be told everything. */
export interface HermeticProviders {
  network: "testnet";
  dataDir: string;
  tokensDir: string;
  transport: { relays: string[] };
  oracle: { url: string; trustBasePath: string };
  tokenSync: { ipfs: { enabled: false } };
}

/** Options of `Sphere.init`, to be given beside the providers: no L1, no market, no search for other addresses. */
export interface HermeticInit {
  network: "testnet";
  l1: null;
  discoverAddresses: false;
}

export interface WalletOptions {
  providers: HermeticProviders;
  init: HermeticInit;
}

/**
 * How a wallet uses this stack and nothing else. Verification is always on.
 *
 * @param folder of the wallet; opening it again loads the wallet
 * @param stack default the one that the environment names
 * @throws E2eError `TRUST_BASE_UNREADABLE`, `SERVICE_NOT_STARTED`, `NO_STACK`
 */
export function walletOptions(
  folder: string,
  { endpoints }: { endpoints: Endpoints } = { endpoints: fromEnvironment(process.env) },
): WalletOptions {
  const { url, trustBasePath } = endpoints.aggregator;
  readTrustBase(trustBasePath);
  return {
    providers: {
      network: "testnet",
      dataDir: join(folder, "data"),
      tokensDir: join(folder, "tokens"),
      transport: { relays: endpoints.relay.url.split(",").map((relay) => relay.trim()) },
      oracle: { url, trustBasePath },
      tokenSync: { ipfs: { enabled: false } },
    },
    init: { network: "testnet", l1: null, discoverAddresses: false },
  };
}

/** The endpoints that an environment names, also one that `stackctl env` has written. */
function fromEnvironment(env: NodeJS.ProcessEnv): Endpoints {
  if (env.SPHERE_NOSTR_RELAYS) return endpointsOf(env as Variables);
  throw new E2eError({
    code: "NO_STACK",
    what: "The environment names no stack, and a wallet without one would use the public testnet.",
    evidence: "SPHERE_NOSTR_RELAYS is not set",
    next: "Set E2E_LOCAL_AGGREGATOR=1 for the run, or pass a stack of your own.",
  });
}
