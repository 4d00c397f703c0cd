import { join } from "node:path";
import type { AggregatorClient, Sphere, TokenValidator } from "@unicitylabs/sphere-sdk";
import type { TransferMode } from "../plan/plan.ts";
import type { Balance } from "../results/reconcile.ts";
import type { HeldVerdict } from "../results/verify-held.ts";
import { Arrivals, messageKey, mintKey, transferKey } from "./arrivals.ts";
import { coinId, useRegistryOf } from "./coin.ts";
import type { SphereSdk } from "./load-sdk.ts";
import type { HeldToken, OpenRequest, SoakWallet } from "./wallet.ts";

/** Earlier tokens that a wallet remembers: sphere-sdk writes all of them with each change, and here they are many. */
const ARCHIVED_TOKENS = 10;

/** An unmodified wallet of sphere-sdk. */
export class SphereWallet implements SoakWallet {
  readonly index: number;
  readonly name: string;
  readonly arrivals = new Arrivals();
  readonly sphere: Sphere;
  readonly #coinId: string;
  readonly #transferMode: TransferMode;
  readonly #validator: TokenValidator;

  constructor(sphere: Sphere, { index, name }: OpenRequest, sdk: SphereSdk, transferMode: TransferMode) {
    this.sphere = sphere;
    this.#coinId = coinId(sdk);
    this.index = index;
    this.name = name;
    this.#transferMode = transferMode;
    const aggregatorClient = sphere.getAggregator().getAggregatorClient?.() as AggregatorClient;
    this.#validator = sdk.core.createTokenValidator({ aggregatorClient });
    sphere.on("transfer:incoming", ({ tokens, memo }) => {
      for (const { amount } of tokens) {
        this.arrivals.note(memo ? transferKey(memo) : mintKey(BigInt(amount)), BigInt(amount));
      }
    });
    sphere.communications.onDirectMessage(({ content }) => this.arrivals.note(messageKey(content), 1n));
  }

  tokens(): HeldToken[] {
    return this.sphere.payments
      .getTokens({ coinId: this.#coinId, status: "confirmed" })
      .map(({ amount, sdkData }) => ({ amount: BigInt(amount), size: sdkData?.length ?? 0 }));
  }

  balance(): Balance {
    const [asset] = this.sphere.payments.getBalance(this.#coinId);
    return { confirmed: BigInt(asset?.confirmedAmount ?? 0), total: BigInt(asset?.totalAmount ?? 0) };
  }

  async send(recipient: string, amount: bigint, memo: string): Promise<void> {
    const { payments } = this.sphere;
    const transfer = { coinId: this.#coinId, amount: amount.toString(), recipient, memo };
    const result = await payments.send({ ...transfer, transferMode: this.#transferMode });
    if (result.status === "failed") throw new Error(result.error ?? "The transfer failed.");
    // The change of an instant split is made after `send` has returned.
    await payments.waitForPendingOperations();
    await payments.pruneArchivedTokens(ARCHIVED_TOKENS);
  }

  async message(recipient: string, text: string): Promise<void> {
    await this.sphere.communications.sendDM(recipient, text);
  }

  connected(): boolean {
    return this.sphere.getTransport().isConnected();
  }

  /** Not by `receive()`: it reads the wallet's files again, and what is confirmed in that moment is lost. */
  async certify(): Promise<void> {
    const { confirmed, total } = this.balance();
    if (confirmed !== total) await this.sphere.payments.resolveUnconfirmed();
  }

  async judgeHeld(): Promise<HeldVerdict> {
    const { payments } = this.sphere;
    const held = payments.getTokens({ coinId: this.#coinId, status: "confirmed" });
    const owner = Buffer.from(await payments.getSigningPublicKey()).toString("hex");
    const { spentTokens, errors } = await this.#validator.checkSpentTokens(held, owner);
    const spent = spentTokens.map(({ tokenId, localId }) => {
      const token = held.find(({ id }) => id === localId);
      return { id: tokenId, amount: BigInt(token?.amount ?? 0) };
    });
    return { spent, errors };
  }

  async close(): Promise<void> {
    await this.sphere.destroy();
  }
}

/** Creates wallets with hermetic options: they ask no service but the given ones. */
export function sphereWallets(sdk: SphereSdk, transferMode: TransferMode) {
  return async (request: OpenRequest): Promise<SphereWallet> => {
    const { node, core } = sdk;
    const { folder, name, endpoints } = request;
    useRegistryOf(sdk, endpoints.faucet);
    const storage = node.createFileStorageProvider({ dataDir: join(folder, "data") });
    const transport = node.createNostrTransportProvider({ relays: [endpoints.relay], storage });
    try {
      const { sphere } = await core.Sphere.init({
        storage,
        tokenStorage: node.createFileTokenStorageProvider({ tokensDir: join(folder, "tokens") }),
        transport,
        oracle: node.createUnicityAggregatorProvider({
          url: endpoints.aggregator,
          trustBasePath: endpoints.trustBase,
          network: "testnet",
        }),
        autoGenerate: true,
        nametag: name,
        network: "testnet",
        l1: null,
        discoverAddresses: false,
      });
      return new SphereWallet(sphere, request, sdk, transferMode);
    } catch (error) {
      await transport.disconnect();
      throw error;
    }
  };
}
