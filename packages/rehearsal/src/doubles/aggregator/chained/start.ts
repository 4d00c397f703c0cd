import { hostname } from "node:os";
import {
  type HttpServer,
  lazyVerifier,
  type RpcContext,
  RpcServer,
  startHttpServer,
  toHex,
} from "@unicity-sphere/devnet/protocol";
import { readJson } from "../../bft-core/genesis/json-file.ts";
import { type NodeKeys, readKeys } from "../../bft-core/genesis/keys.ts";
import { shardConf } from "../../bft-core/genesis/shard-conf.ts";
import type { Documents } from "../../mongo/client.ts";
import type { Settings } from "../settings.ts";
import { BlockMaker } from "./block-maker.ts";
import { CertifiedChain, KEPT_BLOCKS } from "./certified-chain.ts";
import { ChainStore } from "./chain-store.ts";
import { connectAtStart, rootConnector } from "./connect-root.ts";
import { FatalError } from "./fatal-error.ts";
import { healthBody } from "./health.ts";
import { type ChainLeaf, leafOf } from "./leaves.ts";
import { log, messageOf } from "./log.ts";
import { methodsOf } from "./methods.ts";
import { connectToDatabase, openDatabase } from "./open-database.ts";
import { RequestQueue } from "./request-queue.ts";
import type { ApiLine } from "./requests.ts";
import { RoundLoop } from "./round-loop.ts";
import { chainedRoutes } from "./routes.ts";
import { adoptTrustBases } from "./trust-base.ts";

const CALL_MS = 30_000;

/** An aggregator whose blocks a root node certifies and whose state is in a database. */
export interface ChainedAggregator {
  readonly port: number;
  readonly height: number;
  /** Attempts that ended without a block. */
  readonly failures: number;
  setPaused(paused: boolean): void;
  close(): Promise<void>;
}

/**
 * Starts it in the order of aggregator-go: settings, database, trust base, chain, HTTP, root node.
 *
 * @throws FatalError where aggregator-go ends
 */
export async function startChainedAggregator(
  settings: Settings,
  line: ApiLine,
  connectDatabase: (settings: Settings) => Promise<Documents> = connectToDatabase,
): Promise<ChainedAggregator> {
  const keys = signingKeys(settings);
  const connect = rootConnector(settings, keys, readShard(settings.shardConfFile));
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const documents = await openDatabase(settings, connectDatabase);
    closing.push(() => documents.close());
    const store = new ChainStore(documents);
    await store.createIndexes();
    const trustBase = await adoptTrustBases(settings.trustBaseFiles, store, line);
    const chain = await restoreChain(store, line);
    const queue = new RequestQueue(store, line);
    for (const queued of await store.queue()) queue.restore(queued);
    const verifier = lazyVerifier();
    closing.push(() => verifier.close());
    const identity = { nodeId: keys.nodeId, sigKey: keys.sigKey, sigPublicKey: keys.sigPublicKey };
    const context: RpcContext = { chain, sequencer: queue, clock: { request: () => {} }, verifier, identity };
    const rpc = new RpcServer(methodsOf(line, context), {
      concurrency: settings.concurrency,
      timeoutMs: CALL_MS,
    });
    const health = async () => {
      await documents.hello();
      return healthBody(queue.waiting, `${hostname()}-${process.pid}`);
    };
    const handler = chainedRoutes({ ...settings, rpc, health, height: () => chain.height });
    const http: HttpServer = await startHttpServer({ host: settings.host, port: settings.port, handler });
    closing.push(http.close);
    log("info", "HTTP server listening", { port: http.port });
    const options = {
      chain,
      store,
      queue,
      trustBase,
      generation: line,
      roundRequests: settings.roundRequests,
    };
    const blocks = new BlockMaker(options, await store.proposal());
    const rounds = new RoundLoop({ ...settings, blocks, connect });
    rounds.start(await connectAtStart(connect, settings));
    closing.push(() => rounds.close());
    return {
      port: http.port,
      get height() {
        return chain.height;
      },
      get failures() {
        return rounds.failures;
      },
      setPaused: (paused) => rounds.setPaused(paused),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function signingKeys({ keyFile }: Settings): NodeKeys {
  if (!keyFile) throw new FatalError("panic: SIGNING_KEY_FILE is not set", 2);
  try {
    return readKeys(keyFile);
  } catch (error) {
    throw new FatalError(messageOf(error));
  }
}

function readShard(file: string): { partitionId: number; shardId: string } {
  try {
    const { partitionId, shardId } = shardConf.parse(readJson(file));
    return { partitionId, shardId };
  } catch (error) {
    throw new FatalError(`failed to load shard configuration ${file}: ${messageOf(error)}`);
  }
}

/** The chain that the database has. */
async function restoreChain(store: ChainStore, line: ApiLine): Promise<CertifiedChain> {
  const leaves: ChainLeaf[] = [];
  for await (const { queued, blockNumber, sealedAt } of store.records())
    leaves.push(leafOf(queued, leaves.length, blockNumber, sealedAt));
  const chain = new CertifiedChain(line);
  chain.restore(leaves, await store.blocks(KEPT_BLOCKS));
  log("info", "chain restored", { blockNumber: chain.height, root: toHex(chain.root) });
  return chain;
}
