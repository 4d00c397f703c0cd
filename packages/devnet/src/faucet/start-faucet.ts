import { join } from "node:path";
import { openControl } from "../control/controlled.ts";
import { Faults } from "../control/faults.ts";
import { startHttpServer } from "../http/server.ts";
import { withFaults } from "../http/with-faults.ts";
import type { RunningService } from "../service/run-service.ts";
import { REPLAY_MEMORY_MS } from "./acp/message-door.ts";
import type { Agent, AgentTools, Outcome } from "./agents/agent.ts";
import { createAgent } from "./agents/create-agent.ts";
import type { Delivery } from "./deliveries/delivery.ts";
import { DeliveryQueue } from "./deliveries/delivery-queue.ts";
import { DeliveryStore } from "./deliveries/delivery-store.ts";
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
import { RelayPool } from "./nostr/relay-pool.ts";
import { DATABASE_FILE, FAUCET_DEFAULTS, type FaucetOptions } from "./options.ts";
import { RecipientResolver } from "./recipients/resolver.ts";
import { restDoor } from "./rest/rest-door.ts";
import { openStateFolder } from "./state/state-file.ts";
import { createStorageCheck } from "./state/storage-check.ts";

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
 * @throws DevnetError `MNEMONIC_INVALID`, `IDENTITY_MISMATCH`, `STATE_CORRUPT`, `STATE_IN_USE`, `STATE_UNWRITABLE`, `PORT_TAKEN`, `CONTROL_*` …
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
  readonly #relay: RelayPool;
  readonly #context: FaucetContext;
  #core: FaucetCore | undefined;
  #watch: Promise<void> | undefined;
  #closeControl = async () => {};

  constructor(options: FaucetOptions, identity: WalletIdentity, store: DeliveryStore, genesis: GenesisGuard) {
    this.#options = options;
    this.#identity = identity;
    this.#store = store;
    this.#genesis = genesis;
    this.#log = options.log ?? silentLog;
    this.#relay = new RelayPool({
      urls: [options.relayUrl].flat(),
      answerTimeoutMs: FAUCET_DEFAULTS.relayAnswerTimeoutMs,
      onStatus: (url, connected) => this.#relayChanged(url, connected),
    });
    this.#context = {
      identity: publicPart(identity),
      agentName: options.upstreamAgent ? "upstream" : "builtin",
      relay: this.#relay,
      resolver: new RecipientResolver(this.#relay, {
        timeoutMs: options.resolutionTimeoutMs ?? FAUCET_DEFAULTS.resolutionTimeoutMs,
        testWallets: knowsTestWallets(options),
      }),
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
    const faults = new Faults();
    const door = restDoor(this.#context, {
      network: network ?? "testnet",
      publicUrl: publicUrl?.replace(/\/+$/, ""),
      apiKey,
      requireApiKey: requireApiKey ?? false,
      maxHumanAmount: this.#options.maxHumanAmount ?? FAUCET_DEFAULTS.maxHumanAmount,
      answerTimeoutMs: this.#options.answerTimeoutMs ?? FAUCET_DEFAULTS.answerTimeoutMs,
    });
    this.#closeControl = await this.#openControl(faults);
    const server = await startHttpServer({ host, port, handler: withFaults(faults, door) });
    if (!this.#options.upstreamAgent)
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
    await this.#closeControl();
    this.#stopped.abort();
    this.#relay.close();
    await this.#watch;
    await this.#core?.queue.close();
    await this.#core?.agent.close();
    this.#store.close();
  }

  #openControl(faults: Faults): Promise<() => Promise<void>> {
    const { copies } = this.#store;
    return openControl(this.#options.control, {
      service: "faucet",
      faults,
      kinds: ["status", "latencyMs"],
      state: {
        take: () => copies.take(),
        revert: (copy) => this.#startOver(() => copies.revert(copy)),
        forget: (copy) => copies.forget(copy),
      },
    });
  }

  #startOver(restore: () => void): void {
    if (!this.#core) restore();
    this.#core?.queue.startOver(restore);
    this.#core?.agent.startOver?.();
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
    const tools = { context: this.#context, identity: this.#identity, trustBase, signal };
    const core = this.#createCore(tools);
    this.#core = core;
    const resumed = core.queue.resume();
    if (resumed > 0) this.#log("requests_resumed", { count: resumed });
    this.#watch = network.keepChecking();
    await core.agent.open(core);
    signal.throwIfAborted();
    this.#log("faucet_running", { nametag: core.agent.presence.nametag ?? null });
  }

  #createCore(tools: AgentTools): FaucetCore {
    const agent = createAgent(tools, this.#options);
    const actions = {
      batchSize: agent.limits.batchSize,
      deliver: (batch: readonly Delivery[], signal: AbortSignal) => this.#deliver(agent, batch, signal),
      reply: agent.reply.bind(agent),
    };
    return { agent, queue: new DeliveryQueue(this.#store, actions, this.#log) };
  }

  /** A request that waits while the network is another one is kept, not spoilt. */
  async #deliver(agent: Agent, batch: readonly Delivery[], signal: AbortSignal): Promise<Outcome[]> {
    if (this.#genesis.problem) throw new Error(this.#genesis.problem.what);
    return agent.deliver(batch, signal);
  }

  #relayChanged(url: string, connected: boolean): void {
    this.#log(connected ? "relay_connected" : "relay_disconnected", { url });
    if (connected) this.#core?.agent.relayIsBack();
  }

  #notReady(): string[] {
    const reasons: string[] = [];
    const storage = this.#context.storageProblem();
    if (storage !== undefined) reasons.push(`no request can be stored (${storage})`);
    const refused = this.#genesis.problem;
    if (refused) return [...reasons, `${refused.what} ${refused.next}`];
    const relays = [this.#options.relayUrl].flat();
    if (!this.#relay.connected) {
      reasons.push(`the relay${relays.length > 1 ? "s" : ""} ${relays.join(", ")} cannot be reached`);
    }
    if (!this.#core) reasons.push(`the trust base ${this.#options.trustBase} is not available`);
    else if (!this.#core.agent.presence.announced) {
      const { lastError } = this.#core.agent.presence;
      reasons.push(`the identity is not announced yet${lastError ? ` (${lastError})` : ""}`);
    }
    return reasons;
  }
}

/** Public test wallets get tokens before they ever ran; an agent behind this faucet knows none. */
function knowsTestWallets({ testWallets, upstreamAgent }: FaucetOptions): boolean {
  return testWallets ?? upstreamAgent === undefined;
}
