import { join } from "node:path";
import { getSphere, logger, Sphere, type SphereInitResult, TokenRegistry } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";
import { eventually } from "../../faucet/support/eventually.ts";

/** Addresses of a running stack, as a wallet needs them. */
export interface StackAddresses {
  relayUrl: string;
  aggregatorUrl: string;
  /** File with the trust base of the aggregator. */
  trustBaseFile: string;
  faucetUrl: string;
}

/** The SDK fetches a token registry from the Internet and warns when it cannot; coins then show their ids. */
logger.configure({ handler: () => {} });

/** An unmodified sphere-sdk wallet. */
export class Wallet {
  readonly sphere: Sphere;
  /** Set when the wallet was created now. */
  readonly mnemonic: string | undefined;

  constructor(sphere: Sphere, mnemonic: string | undefined) {
    this.sphere = sphere;
    this.mnemonic = mnemonic;
  }

  get chainPubkey(): string {
    return this.sphere.identity?.chainPubkey ?? "";
  }

  get directAddress(): string {
    return this.sphere.identity?.directAddress ?? "";
  }

  get nametag(): string | undefined {
    return this.sphere.identity?.nametag;
  }

  /** Base units that are confirmed, and all base units. */
  balance(coinId: string): { confirmed: bigint; total: bigint } {
    const [balance] = this.sphere.payments.getBalance(coinId);
    return {
      confirmed: BigInt(balance?.confirmedAmount ?? 0),
      total: BigInt(balance?.totalAmount ?? 0),
    };
  }

  /** Waits until exactly this much is confirmed and nothing else is there. */
  async confirmed(coinId: string, amount: bigint): Promise<void> {
    await eventually(`a confirmed balance of ${amount}`, () => {
      const { confirmed, total } = this.balance(coinId);
      return confirmed === amount && total === amount;
    }).catch((error: unknown) => {
      throw new Error(
        `${error} (balance ${JSON.stringify(this.balance(coinId), (_, v) => (typeof v === "bigint" ? `${v}` : v))})`,
      );
    });
  }

  /**
   * Has what came in certified until exactly this much is confirmed. Not by `receive()`: it loads the wallet from its
   * files again, and a token that is confirmed in that moment is lost (sphere-sdk 0.6.14).
   */
  async finalise(coinId: string, amount: bigint): Promise<void> {
    await eventually(`all of ${amount} is certified`, async () => {
      await this.sphere.payments.resolveUnconfirmed();
      return this.balance(coinId).confirmed >= amount;
    });
    await this.confirmed(coinId, amount);
  }

  async close(): Promise<void> {
    await this.sphere.payments.waitForPendingOperations();
    await this.sphere.destroy();
    TokenRegistry.destroy();
  }
}

export interface WalletOptions {
  /** Folder of this wallet; opening it again loads the wallet. */
  folder: string;
  nametag?: string;
  mnemonic?: string;
}

/** Creates or loads a wallet with the hermetic options: no IPFS, no L1, no market, no address discovery. */
export async function openWallet(stack: StackAddresses, options: WalletOptions): Promise<Wallet> {
  const { folder, nametag, mnemonic } = options;
  const providers = createNodeProviders({
    network: "testnet",
    dataDir: join(folder, "data"),
    tokensDir: join(folder, "tokens"),
    transport: { relays: [stack.relayUrl] },
    oracle: { url: stack.aggregatorUrl, trustBasePath: stack.trustBaseFile },
    tokenSync: { ipfs: { enabled: false } },
  });
  const { storage, tokenStorage, transport, oracle } = providers;
  const { sphere, generatedMnemonic } = await initialize({
    storage,
    tokenStorage,
    transport,
    oracle,
    ...(mnemonic === undefined ? { autoGenerate: true } : { mnemonic }),
    ...(nametag !== undefined && { nametag }),
    network: "testnet",
    l1: null,
    discoverAddresses: false,
  });
  return new Wallet(sphere, generatedMnemonic);
}

/** A wallet that fails to start leaves its connections open; they are closed here. */
async function initialize(options: Parameters<typeof Sphere.init>[0]): Promise<SphereInitResult> {
  const before = getSphere();
  try {
    return await Sphere.init(options);
  } catch (error) {
    const failed = getSphere();
    if (failed !== before) await failed?.destroy();
    await options.transport.disconnect();
    TokenRegistry.destroy();
    throw error;
  }
}
