import { readFile } from "node:fs/promises";
import { encodeInputRecord, type GenerationName, parseTrustBase } from "@unicity-sphere/devnet/protocol";
import { readKeys } from "../../../../src/doubles/bft-core/genesis/keys.ts";
import { type BftCoreLine, generationOfLine } from "../../../../src/doubles/bft-core/line.ts";
import { connectRoot, type RootConnection } from "../../../../src/doubles/bft-core/p2p/root-client.ts";
import { type RootNode, startRootNode } from "../../../../src/doubles/bft-core/root/root-node.ts";
import { type Homes, homes, makeGenesis } from "./home.ts";

/** A root node in this process with rounds of 20 ms, and its shard node's side of things. */
export interface TestRoot extends AsyncDisposable {
  readonly home: Homes;
  readonly node: RootNode;
  readonly warnings: string[];
  /** Ends the node and starts it on the same home, by default on a new port. */
  restart(p2pPort?: number): Promise<void>;
  upload(conf: unknown): Promise<Response>;
  rest(path: string): Promise<Response>;
  /** Connects as the shard node of some home. */
  connect(keysOf?: string): Promise<RootConnection>;
  /** Waits until the root round is at least so far. */
  reach(round: number): Promise<void>;
}

export async function startTestRoot(
  options: { epochStart?: number; line?: BftCoreLine } = {},
): Promise<TestRoot> {
  const { epochStart, line = "new" } = options;
  const home = await homes(line);
  await makeGenesis(home, epochStart);
  const warnings: string[] = [];
  const file = (name: string) => home.path("root", name);
  const start = async (port = 0) => {
    const trustBase = parseTrustBase(await readFile(home.path("trust-base.json"), "utf8"));
    return startRootNode({
      keys: readKeys(file("keys.json")),
      generation: generationOfLine(line),
      trustBase,
      files: {
        rounds: file("rootchain.db"),
        trustBases: file("trustbase.db"),
        configurations: file("orchestration.db"),
      },
      p2p: { host: "127.0.0.1", port },
      rest: { host: "127.0.0.1", port: 0 },
      blockRateMs: 20,
      log: (line) => warnings.push(line),
    });
  };
  let node = await start();
  const rest = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${node.restPort}/api/v1/${path}`, init);
  return {
    home,
    get node() {
      return node;
    },
    warnings,
    rest,
    async restart(p2pPort) {
      await node.close();
      node = await start(p2pPort);
    },
    upload: (conf) =>
      rest("configurations", { method: "PUT", body: typeof conf === "string" ? conf : JSON.stringify(conf) }),
    async connect(keysOf = "shard") {
      const { nodeId } = (await home.json("root", "node-info.json")) as { nodeId: string };
      const keys = readKeys(home.path(keysOf, "keys.json"));
      const shard = { partitionId: 7, shardId: "0x80" };
      return connectRoot({ host: "127.0.0.1", port: node.p2pPort, nodeId }, keys, shard, 60_000);
    },
    async reach(round) {
      for (;;) {
        const { roundNumber } = (await (await rest("roundInfo")).json()) as { roundNumber: number };
        if (roundNumber >= round) return;
      }
    },
    async [Symbol.asyncDispose]() {
      await node.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** An input record of the new line over a root of 32 equal bytes. */
export function record(
  round: number,
  previous: number | null,
  root: number,
  generation: GenerationName = "v3",
): Uint8Array {
  const hash = (byte: number) => new Uint8Array(32).fill(byte);
  return encodeInputRecord(generation, {
    round,
    previousRoot: previous === null ? null : hash(previous),
    root: hash(root),
    timestamp: 1_700_000_000,
  });
}
