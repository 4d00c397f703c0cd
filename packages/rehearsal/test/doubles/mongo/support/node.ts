import {
  type ConnectOptions,
  connectDocuments,
  type Documents,
} from "../../../../src/doubles/mongo/client.ts";
import { Connection } from "../../../../src/doubles/mongo/driver/connection.ts";
import { parseAddress } from "../../../../src/doubles/mongo/driver/uri.ts";
import { startNode } from "../../../../src/doubles/mongo/mongod/start.ts";
import { ELECTION_MS } from "../../../../src/doubles/mongo/replica-set/replica-set.ts";
import { temporaryFolder } from "./folder.ts";

export interface TestNode extends AsyncDisposable {
  port: number;
  dbpath: string;
  /** `127.0.0.1:PORT` */
  address: string;
  /** Lets time pass for the node. */
  pass(milliseconds: number): void;
  ask(request: object): Promise<Record<string, unknown>>;
  /** Makes the set and lets the election pass. */
  initiate(host?: string): Promise<void>;
  connect(query?: string, options?: Partial<ConnectOptions>): Promise<Documents>;
  /** Ends the node; its folder stays for {@link start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A node in this process, on a free port, with a folder and a clock of its own. @param name its set; "": none */
export async function testNode(name = "rs0"): Promise<TestNode> {
  const replSet = name || undefined;
  const folder = temporaryFolder();
  const clock = { now: 0 };
  const onFault = (error: unknown) => {
    throw error;
  };
  const around = { onFault, log: () => {}, now: () => clock.now };
  const flags = { dbpath: folder.path, replSet, addresses: ["127.0.0.1"] };
  const start = (port: number) => startNode({ ...flags, port }, around);
  let running = await start(0);
  const { port } = running;
  const address = `127.0.0.1:${port}`;
  const ask = async (request: object) => {
    const connection = await Connection.open(parseAddress(address), 60_000);
    try {
      return await connection.request({ ...request }, 60_000);
    } finally {
      connection.close();
    }
  };
  const pass = (milliseconds: number) => {
    clock.now += milliseconds;
  };
  return {
    port,
    dbpath: folder.path,
    address,
    pass,
    ask,
    async initiate(host = address) {
      await ask({ op: "replSetInitiate", config: { _id: replSet, members: [{ _id: 0, host }] } });
      pass(ELECTION_MS);
    },
    connect: (query = `replicaSet=${replSet}&directConnection=true`, options = {}) =>
      connectDocuments(`mongodb://${address}/aggregator?${query}`, {
        connectTimeoutMs: 20_000,
        selectionTimeoutMs: 20_000,
        ...options,
      }),
    stop: () => running.close(),
    async start() {
      running = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await running.close().catch(() => {});
      folder[Symbol.dispose]();
    },
  };
}
