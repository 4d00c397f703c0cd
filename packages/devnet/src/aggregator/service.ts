import { join } from "node:path";
import { openControl } from "../control/controlled.ts";
import { Faults } from "../control/faults.ts";
import { startHttpServer } from "../http/server.ts";
import { withFaults } from "../http/with-faults.ts";
import {
  createRootIdentity,
  openRootIdentity,
  type RootIdentity,
  readRootIdentity,
} from "../identity/keys.ts";
import { createTrustBase, type TrustBase, trustBaseFile } from "../identity/trust-base.ts";
import type { RunningService } from "../service/run-service.ts";
import { writeFileAtomic } from "../storage/atomic-file.ts";
import { openDataDir } from "../storage/data-dir.ts";
import type { Round } from "./certificate/round.ts";
import { Chain } from "./chain/chain.ts";
import { openLedger } from "./chain/open-ledger.ts";
import { routes } from "./http/routes.ts";
import { RoundClock, type RoundMode } from "./rounds/round-clock.ts";
import { Sequencer } from "./rounds/sequencer.ts";
import { lazyVerifier } from "./rpc/lazy-verifier.ts";
import { methodsOfBlocks } from "./rpc/methods-blocks.ts";
import { methodsV1 } from "./rpc/methods-v1.ts";
import { methodsV3 } from "./rpc/methods-v3.ts";
import { type RpcLimits, RpcServer } from "./rpc/rpc-server.ts";

const CHAIN_FILE = "aggregator.db";

/** How to start an aggregator. */
export interface AggregatorOptions {
  /** Address to bind; default `127.0.0.1`. */
  host?: string;
  /** TCP port; default 0, a free one. */
  port?: number;
  /** Folder of keys, chain and exported trust base; absent: everything in memory, gone at the end. */
  dataDir?: string;
  /** With a `dataDir`: keys and trust base on disk, the chain in memory. */
  memory?: boolean;
  /** A `keys.json` to use instead of the one in `dataDir`: gives a trust base that stays the same. */
  keyFile?: string;
  /** Seal at this cadence (ms) instead of on demand; a real root chain takes 900. */
  roundMs?: number;
  /** `auto` (default), `manual` (only {@link Aggregator.nextRound}) or `paused`. */
  rounds?: RoundMode;
  /** Folder for the socket of control, for tests only; without one there is no control. */
  control?: string;
  /** Default 1000 calls at a time and 30,000 ms per call, as aggregator-go. */
  limits?: Partial<RpcLimits>;
}

/** A running aggregator. */
export interface Aggregator extends RunningService {
  /** The trust base signed for SDK 1.x, the one that is exported and served by default. */
  trustBase: TrustBase;
  /** The same keys signed for SDK 3.x. */
  trustBaseV3: TrustBase;
  /** Number of the latest round. */
  readonly height: number;
  /** Seals a round now, in every mode. */
  nextRound(): Round;
  setRounds(mode: RoundMode): void;
}

/**
 * Starts the embedded aggregator: API v1 and v3 on one endpoint, one root key, not BFT. It has a first round when
 * it resolves.
 *
 * @throws DevnetError `KEYS_*`, `CHAIN_OF_OTHER_KEYS`, `STATE_*`, `PORT_TAKEN`, `LISTEN_FAILED`, `CONTROL_*`
 */
export async function startAggregator(options: AggregatorOptions = {}): Promise<Aggregator> {
  const { dataDir } = options;
  if (dataDir) openDataDir(dataDir);
  const identity = identityFor(options);
  const inMemory = options.memory || dataDir === undefined;
  const ledger = openLedger(inMemory ? { memory: true } : { file: join(dataDir, CHAIN_FILE) }, identity);
  const closing: (() => void | Promise<void>)[] = [() => ledger.close()];
  try {
    const chain = new Chain(ledger, identity);
    const sequencer = new Sequencer(chain);
    if (chain.height === 0) sequencer.seal();
    const trustBase = createTrustBase(identity, "v1");
    const trustBaseV3 = createTrustBase(identity, "v3");
    const trustBases = { v1: trustBaseFile(trustBase), v3: trustBaseFile(trustBaseV3) };
    if (dataDir) writeFileAtomic(join(dataDir, "trust-base.json"), trustBases.v1);
    const verifier = lazyVerifier();
    closing.unshift(() => verifier.close());
    const clock = new RoundClock({
      mode: options.rounds ?? "auto",
      roundMs: options.roundMs,
      seal: () => {
        try {
          sequencer.seal();
        } catch {
          // The failure is kept in the sequencer and shown by /health; the next round tries again.
        }
      },
    });
    closing.unshift(() => {
      clock.stop();
      sequencer.close();
    });
    const context = { chain, sequencer, clock, verifier, identity };
    const rpc = new RpcServer(
      { ...methodsV1(context), ...methodsV3(context), ...methodsOfBlocks(context) },
      { concurrency: 1000, timeoutMs: 30_000, ...options.limits },
    );
    const faults = new Faults();
    const http = await startHttpServer({
      host: options.host ?? "127.0.0.1",
      port: options.port ?? 0,
      handler: withFaults(faults, routes({ rpc, context, trustBases })),
    });
    closing.unshift(() => http.close());
    const closeControl = await openControl(options.control, {
      service: "aggregator",
      faults,
      kinds: ["status", "latencyMs"],
      state: {
        take: () => chain.height,
        revert: (height) => void sequencer.revertTo(height),
        forget: () => {},
      },
      rounds: {
        get mode() {
          return clock.mode === "auto" ? "automatic" : "manual";
        },
        set: (mode) => {
          clock.mode = mode === "automatic" ? "auto" : mode;
        },
        next: () => sequencer.seal().number,
      },
    });
    closing.unshift(closeControl);
    return {
      url: http.url,
      host: http.host,
      port: http.port,
      trustBase,
      trustBaseV3,
      get height() {
        return chain.height;
      },
      nextRound: () => sequencer.seal(),
      setRounds: (mode) => {
        clock.mode = mode;
      },
      close: () => closeAll(closing),
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

function identityFor({ keyFile, dataDir }: AggregatorOptions): RootIdentity {
  if (keyFile) return readRootIdentity(keyFile);
  if (!dataDir) return createRootIdentity();
  return openRootIdentity(join(dataDir, "keys.json"), join(dataDir, CHAIN_FILE));
}

async function closeAll(closing: (() => void | Promise<void>)[]): Promise<void> {
  for (const close of closing.splice(0)) await close();
}
