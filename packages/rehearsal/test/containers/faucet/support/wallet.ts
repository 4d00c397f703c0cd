import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logger, Sphere, TokenRegistry } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import type { Network } from "./network.ts";

/** The SDK fetches a token registry from the Internet and warns when it cannot. */
logger.configure({ handler: () => {} });

/** An unmodified sphere-sdk wallet with a name of its own, on this host. */
export interface Wallet extends AsyncDisposable {
  readonly nametag: string;
  readonly chainPubkey: string;
  /** Base units whose proofs the wallet has verified. @param coinId 64 hex characters */
  confirmed(coinId: string): bigint;
  /** Who has a name, as the wallet finds it. */
  resolve(name: string): ReturnType<Sphere["resolve"]>;
}

/** @param used those relays of the network that the wallet knows */
export async function openWallet(network: Network, nametag: string, used = network.relays): Promise<Wallet> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-wallet-"));
  const aggregator = `http://${await network.aggregator().published()}`;
  const trustBasePath = join(folder, "trust-base.json");
  const trustBase = await fetch(`${aggregator}/.well-known/trust-base.json`);
  await writeFile(trustBasePath, await trustBase.text());
  const relays = await Promise.all(used.map(async (relay) => `ws://${await relay.published()}`));
  const { storage, tokenStorage, transport, oracle } = createNodeProviders({
    network: "testnet",
    dataDir: join(folder, "data"),
    tokensDir: join(folder, "tokens"),
    transport: { relays },
    oracle: { url: aggregator, trustBasePath },
    tokenSync: { ipfs: { enabled: false } },
  });
  const providers = { storage, tokenStorage, transport, oracle };
  const options = { network: "testnet", l1: null, discoverAddresses: false, autoGenerate: true } as const;
  const { sphere } = await Sphere.init({ ...providers, ...options, nametag });
  return {
    nametag,
    chainPubkey: sphere.identity?.chainPubkey ?? "",
    confirmed: (coinId) => BigInt(sphere.payments.getBalance(coinId)[0]?.confirmedAmount ?? 0),
    resolve: (name) => sphere.resolve(name),
    async [Symbol.asyncDispose]() {
      await sphere.payments.waitForPendingOperations();
      await sphere.destroy();
      TokenRegistry.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
