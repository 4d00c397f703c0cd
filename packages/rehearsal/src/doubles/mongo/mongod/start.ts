import { isThisNode } from "../replica-set/is-this-node.ts";
import { ReplicaSet } from "../replica-set/replica-set.ts";
import { DocumentStore } from "../store/document-store.ts";
import { openDataFolder } from "./data-folder.ts";
import type { Flags } from "./flags.ts";
import type { Log } from "./log.ts";
import { answerRequest } from "./node.ts";
import { type Serving, serve } from "./serve.ts";
import { EXIT, Stop } from "./stop.ts";

export interface RunningNode {
  /** Port that it listens at; with `--port 0` one that was free. */
  readonly port: number;
  /** Ends connections and closes the data folder in order. */
  close(): Promise<void>;
}

export interface NodeSurroundings {
  /** The store failed: the process must end. */
  onFault(error: unknown): void;
  readonly log: Log;
  /** Milliseconds that only grow. */
  now(): number;
}

/** Starts a node. @throws Stop when the data folder or an address cannot be had */
export async function startNode(flags: Flags, { onFault, log, now }: NodeSurroundings): Promise<RunningNode> {
  const folder = openDataFolder(flags.dbpath);
  if (folder.unclean) log("W", "STORAGE", 22271, "Detected unclean shutdown - Lock file is not empty");
  const servers: Serving[] = [];
  let port = flags.port;
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
    folder.close();
  };
  try {
    const set = await ReplicaSet.start({
      name: flags.replSet,
      load: folder.loadConfiguration,
      save: folder.saveConfiguration,
      isThisNode: (host) => isThisNode(host, { port, addresses: flags.addresses }),
      now,
    });
    if (set.state() === "REMOVED")
      log("W", "REPL", 21405, "The stored replica set configuration has no entry for this node");
    const node = { set, store: new DocumentStore(folder.database) };
    for (const address of flags.addresses === "all" ? ["0.0.0.0"] : flags.addresses) {
      const answer = (request: Parameters<typeof answerRequest>[1]) => answerRequest(node, request);
      servers.push(await serve({ port, address, answer, onFault }).catch((error) => cannotListen(error)));
      port = servers[0]?.port ?? port;
    }
  } catch (error) {
    await close();
    throw error;
  }
  log("I", "NETWORK", 23016, "Waiting for connections", { port });
  return { port, close };
}

function cannotListen(error: unknown): never {
  const evidence = error instanceof Error ? error.message : String(error);
  throw new Stop(EXIT.netError, `Failed to set up listener: SocketException: ${evidence}`, { cause: error });
}
