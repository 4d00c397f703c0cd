import { join } from "node:path";
import { startHttpServer } from "../http/server.ts";
import type { RunningService } from "../service/run-service.ts";
import { MessageDoor, REPLAY_MEMORY_MS } from "./acp/message-door.ts";
import { type DeliveryTools, deliver } from "./deliveries/deliver.ts";
import type { Delivery } from "./deliveries/delivery.ts";
import { DeliveryQueue } from "./deliveries/delivery-queue.ts";
import { DeliveryStore } from "./deliveries/delivery-store.ts";
import { FirstAppearance } from "./deliveries/first-appearance.ts";
import type { FaucetContext, FaucetCore } from "./faucet-context.ts";
import { GenesisGuard } from "./genesis/genesis-guard.ts";
import { TrustBaseWatch } from "./genesis/trust-base-watch.ts";
import {
  deriveIdentity,
  type PublicIdentity,
  publicPart,
  type WalletIdentity,
} from "./identity/derive-identity.ts";
import { bindDataFolder } from "./identity/stored-identity.ts";
import { Allowance } from "./limits/allowance.ts";
import { type Log, silentLog } from "./log.ts";
import { normalizeNametag } from "./nostr/bindings.ts";
import { RelayClient } from "./nostr/relay-client.ts";
import { DATABASE_FILE, FAUCET_DEFAULTS, type FaucetOptions } from "./options.ts";
import { Presence } from "./presence/presence.ts";
import { RecipientResolver } from "./recipients/resolver.ts";
import { restDoor } from "./rest/rest-door.ts";
import { openStateFolder } from "./state/state-file.ts";
import { createStorageCheck } from "./state/storage-check.ts";
import { AggregatorClient } from "./tokens/aggregator-client.ts";
import type { Certifier } from "./tokens/certify.ts";

/** A running faucet. */
export interface RunningFaucet extends RunningService {
  identity: PublicIdentity;
  /** Resolves when relay, aggregator and trust base were reached and the identity is announced. */
  ready: Promise<void>;
}

/**
 * Starts a faucet with a REST and a direct-message door. It listens at once and reports `starting` until relay and
 * aggregator are there; it mints what it gives away.
 *
 * @throws DevnetError `MNEMONIC_INVALID`, `IDENTITY_MISMATCH`, `STATE_CORRUPT`, `STATE_IN_USE`, `STATE_UNWRITABLE`, `PORT_TAKEN` …
 */
export async function startFaucet(options: FaucetOptions): Promise<RunningFaucet> {
  const identity = await deriveIdentity(options.mnemonic);
  const store = openStore(options.dataDir, identity);
  let faucet: Faucet | undefined;
  try {
    faucet = new Faucet(options, identity, store, new GenesisGuard(options.dataDir, options.trustBase));
    return await faucet.start();
  } catch (error) {
    if (faucet) await faucet.close();
    else store.close();
    throw error;
  }
}

function openStore(dataDir: string | undefined, identity: WalletIdentity): DeliveryStore {
  if (dataDir === undefined) return new DeliveryStore({ memory: true });
  openStateFolder(dataDir);
  bindDataFolder(dataDir, identity);
  const store = new DeliveryStore({ file: join(dataDir, DATABASE_FILE) });
  store.prune(Date.now() - REPLAY_MEMORY_MS, FAUCET_DEFAULTS.keptRequests);
  return store;
}

class Faucet {
  readonly #options: FaucetOptions;
  readonly #identity: WalletIdentity;
  readonly #store: DeliveryStore;
  readonly #genesis: GenesisGuard;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  readonly #relay: RelayClient;
  readonly #context: FaucetContext;
  #core: FaucetCore | undefined;
  #watch: Promise<void> | undefined;
  #appearances: FirstAppearance | undefined;

  constructor(options: FaucetOptions, identity: WalletIdentity, store: DeliveryStore, genesis: GenesisGuard) {
    this.#options = options;
    this.#identity = identity;
    this.#store = store;
    this.#genesis = genesis;
    this.#log = options.log ?? silentLog;
    this.#relay = new RelayClient({
      url: options.relayUrl,
      answerTimeoutMs: FAUCET_DEFAULTS.relayAnswerTimeoutMs,
      onStatus: (connected) => this.#relayChanged(connected),
    });
    this.#context = {
      identity: publicPart(identity),
      relay: this.#relay,
      resolver: new RecipientResolver(
        this.#relay,
        options.resolutionTimeoutMs ?? FAUCET_DEFAULTS.resolutionTimeoutMs,
      ),
      store,
      allowance: new Allowance(store.granted, {
        requestsPerMinute: options.requestsPerMinute ?? FAUCET_DEFAULTS.requestsPerMinute,
        maxAmountPerDay: options.maxAmountPerDay ?? FAUCET_DEFAULTS.maxAmountPerDay,
      }),
      log: this.#log,
      core: () => this.#core,
      genesisId: () => genesis.id,
      refusal: () => genesis.problem,
      storageProblem: createStorageCheck(store, options.dataDir),
      notReady: () => this.#notReady(),
    };
  }

  async start(): Promise<RunningFaucet> {
    const { host, port, network, publicUrl, apiKey, requireApiKey } = this.#options;
    const server = await startHttpServer({
      host,
      port,
      handler: restDoor(this.#context, {
        network: network ?? "testnet",
        publicUrl: publicUrl?.replace(/\/+$/, ""),
        apiKey,
        requireApiKey: requireApiKey ?? false,
        maxHumanAmount: this.#options.maxHumanAmount ?? FAUCET_DEFAULTS.maxHumanAmount,
        answerTimeoutMs: this.#options.answerTimeoutMs ?? FAUCET_DEFAULTS.answerTimeoutMs,
      }),
    });
    this.#log("faucet_chain_pubkey_announced", { chain_pubkey: this.#identity.chainPubkey });
    const ready = this.#begin();
    ready.catch(() => {});
    return {
      ...server,
      identity: this.#context.identity,
      ready,
      close: async () => {
        await server.close();
        await this.close();
      },
    };
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    this.#relay.close();
    await this.#watch;
    await this.#core?.queue.close();
    await this.#appearances?.close();
    this.#store.close();
  }

  /** Waits for the trust base, then continues unfinished requests, opens the message door and announces itself. */
  async #begin(): Promise<void> {
    const { signal } = this.#stopped;
    const network = new TrustBaseWatch({
      source: this.#options.trustBase,
      guard: this.#genesis,
      checkMs: this.#options.trustBaseCheckMs ?? FAUCET_DEFAULTS.trustBaseCheckMs,
      log: this.#log,
      signal,
    });
    const trustBase = await network.first();
    const certifier: Certifier = {
      aggregator: new AggregatorClient({
        url: this.#options.aggregatorUrl,
        apiKey: this.#options.aggregatorApiKey,
        timeoutMs: FAUCET_DEFAULTS.aggregatorTimeoutMs,
        signal,
      }),
      trustBase,
      proofTimeoutMs: FAUCET_DEFAULTS.proofTimeoutMs,
      signal,
    };
    const tools = { identity: this.#identity, certifier, relay: this.#relay };
    const messages = new MessageDoor(this.#context, this.#identity, this.#manager());
    const queue = new DeliveryQueue(
      this.#store,
      {
        deliver: (delivery) => this.#deliver(tools, delivery),
        reply: (request) => messages.replyTo(request),
      },
      this.#log,
    );
    const presence = new Presence(tools, this.#nametag(), this.#log);
    const core = { queue, presence };
    this.#core = core;
    const resumed = queue.resume();
    if (resumed > 0) this.#log("requests_resumed", { count: resumed });
    messages.open(core);
    this.#appearances = new FirstAppearance({
      ...{ relay: this.#relay, store: this.#store, log: this.#log, signal },
      redeliver: (delivery, notBefore) => deliver(tools, delivery, { notBefore }),
    });
    await this.#appearances.watch();
    await presence.refresh();
    signal.throwIfAborted();
    this.#watch = network.keepChecking();
    this.#log("faucet_running", { nametag: presence.nametag ?? null });
  }

  /** A request that waits while the network is another one is kept, not spoilt. */
  async #deliver(tools: DeliveryTools, delivery: Delivery): Promise<string> {
    if (this.#genesis.problem) throw new Error(this.#genesis.problem.what);
    return deliver(tools, delivery);
  }

  #relayChanged(connected: boolean): void {
    this.#log(connected ? "relay_connected" : "relay_disconnected");
    if (connected) this.#core?.presence.refresh();
  }

  #notReady(): string[] {
    const reasons: string[] = [];
    const storage = this.#context.storageProblem();
    if (storage !== undefined) reasons.push(`no request can be stored (${storage})`);
    const refused = this.#genesis.problem;
    if (refused) return [...reasons, `${refused.what} ${refused.next}`];
    if (!this.#relay.connected) reasons.push(`the relay ${this.#options.relayUrl} is not connected`);
    if (!this.#core) reasons.push(`the trust base ${this.#options.trustBase} is not available`);
    else if (!this.#core.presence.announced) {
      const { lastError } = this.#core.presence;
      reasons.push(`the identity is not announced yet${lastError ? ` (${lastError})` : ""}`);
    }
    return reasons;
  }

  #nametag(): string | undefined {
    const { nametag = "faucet" } = this.#options;
    return nametag === null ? undefined : normalizeNametag(nametag);
  }

  #manager() {
    const { managerPubkey, onShutdown } = this.#options;
    if (!managerPubkey) return undefined;
    return { nostrPubkey: managerPubkey.slice(-64), shutdown: () => onShutdown?.() };
  }
}
