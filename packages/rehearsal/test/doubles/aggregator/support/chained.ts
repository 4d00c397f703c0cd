import { setTimeout as delay } from "node:timers/promises";
import { vi } from "vitest";
import {
  type ChainedAggregator,
  startChainedAggregator,
} from "../../../../src/doubles/aggregator/chained/start.ts";
import { readSettings } from "../../../../src/doubles/aggregator/settings.ts";
import type { BftCoreLine } from "../../../../src/doubles/bft-core/line.ts";
import { startTestRoot, type TestRoot } from "../../bft-core/support/root.ts";
import { type TestDatabase, testDatabase } from "./documents.ts";

/** An aggregator, its root node and its database, all in this process. */
export interface TestChain extends AsyncDisposable {
  readonly root: TestRoot;
  readonly line: "v1" | "v3";
  database: TestDatabase;
  aggregator: ChainedAggregator;
  readonly url: string;
  rpc(
    method: string,
    params?: unknown,
  ): Promise<{ result?: unknown; error?: { code: number; message: string } }>;
  /** Ends the aggregator and starts one on the same files and database. */
  restart(environment?: Record<string, string>): Promise<void>;
  /** Waits until so many blocks more are certified. */
  grow(blocks?: number): Promise<void>;
  /** Waits until so many further attempts at a block have failed. */
  attempts(failures: number): Promise<void>;
}

const LINES: Record<BftCoreLine, "v1" | "v3"> = { old: "v1", new: "v3" };

/** Variables of the aggregator for a root node. */
export async function environmentOf(root: TestRoot): Promise<Record<string, string>> {
  const { nodeId } = (await root.home.json("root", "node-info.json")) as { nodeId: string };
  return {
    PORT: "0",
    HOST: "127.0.0.1",
    MONGODB_URI: "mongodb://mongo:27017/?replicaSet=rs0",
    SIGNING_KEY_FILE: root.home.path("shard", "keys.json"),
    BFT_SHARD_CONF_FILE: root.home.path("shard-conf-7_0.json"),
    BFT_TRUST_BASE_FILES: root.home.path("trust-base.json"),
    BFT_BOOTSTRAP_ADDRESSES: `/ip4/127.0.0.1/tcp/${root.node.p2pPort}/p2p/${nodeId}`,
    BFT_BOOTSTRAP_CONNECT_RETRY: "1",
    BFT_BOOTSTRAP_CONNECT_RETRY_DELAY: "0",
    BFT_INACTIVITY_TIMEOUT: "50ms",
    COLLECT_PHASE_DURATION: "5ms",
  };
}

export async function startTestChain(line: BftCoreLine, epochStart?: number): Promise<TestChain> {
  // What the aggregator says of its rounds would bury what a test says.
  const silent = vi.spyOn(console, "log").mockImplementation(() => {});
  const root = await startTestRoot({ line, ...(epochStart !== undefined && { epochStart }) });
  await root.upload(await root.home.json("shard-conf-7_0.json"));
  const start = async (environment = {}) => {
    const settings = readSettings({ ...(await environmentOf(root)), ...environment });
    return startChainedAggregator(settings, LINES[line], () => chain.database.connect());
  };
  const chain: TestChain = {
    root,
    line: LINES[line],
    database: testDatabase(),
    aggregator: undefined as never,
    get url() {
      return `http://127.0.0.1:${this.aggregator.port}`;
    },
    async rpc(method, params = {}) {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      return (await fetch(this.url, { method: "POST", body })).json() as never;
    },
    async restart(environment) {
      await this.aggregator.close();
      this.aggregator = await start(environment);
    },
    async grow(blocks = 2) {
      const { height } = this.aggregator;
      await eventually(() => this.aggregator.height >= height + blocks);
    },
    async attempts(failures) {
      const before = this.aggregator.failures;
      await eventually(() => this.aggregator.failures >= before + failures);
    },
    async [Symbol.asyncDispose]() {
      await this.aggregator.close();
      await root[Symbol.asyncDispose]();
      silent.mockRestore();
    },
  };
  chain.aggregator = await start();
  return chain;
}

/** Waits until it holds; the test's own time limit ends it. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(5);
}
