import {
  type GenerationName,
  type HttpServer,
  startHttpServer,
  type TrustBase,
  trustBaseGeneration,
} from "@unicity-sphere/devnet/protocol";
import type { NodeKeys } from "../genesis/keys.ts";
import { type RootServer, startRootServer } from "../p2p/root-server.ts";
import { restRoutes } from "../rest/routes.ts";
import { UbftError } from "../ubft-error.ts";
import { Certifier } from "./certifier.ts";
import { ConfigurationStore } from "./configuration-store.ts";
import { RoundStore } from "./round-store.ts";
import { TrustBaseStore } from "./trust-base-store.ts";

/** Time in which a REST client has to send its request, ms. */
const READ_MS = 3_000;

/** How to run a root node. */
export interface RootNodeOptions {
  readonly keys: NodeKeys;
  readonly generation: GenerationName;
  readonly trustBase: TrustBase;
  readonly files: { readonly rounds: string; readonly trustBases: string; readonly configurations: string };
  readonly p2p: { readonly host: string; readonly port: number };
  /** Absent: no REST. */
  readonly rest?: { readonly host: string; readonly port: number } | undefined;
  /** Length of a root round, ms. */
  readonly blockRateMs: number;
  readonly log: (line: string) => void;
}

/** A running root node. */
export interface RootNode {
  readonly p2pPort: number;
  readonly restPort: number | undefined;
  /** Stops certifying, or goes on: a fault for tests that upstream does not offer. */
  setPaused(paused: boolean): void;
  /** Ends it in order and closes the databases. */
  close(): Promise<void>;
}

/**
 * Starts a root node that is its own quorum.
 *
 * @throws UbftError for a trust base that this node cannot work with, DevnetError of ports and databases
 */
export async function startRootNode(options: RootNodeOptions): Promise<RootNode> {
  const { keys, generation, files, p2p, rest, blockRateMs } = options;
  const closing: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const trustBases = opened(new TrustBaseStore(files.trustBases), closing);
    const trustBase = adopt(options, trustBases);
    const configurations = opened(new ConfigurationStore(files.configurations), closing);
    const rounds = opened(new RoundStore(files.rounds), closing);
    const { networkId } = trustBase;
    const certifier = new Certifier({ rounds, configurations, keys, generation, networkId });
    const server: RootServer = await startRootServer(p2p.host, p2p.port, keys, certifier);
    closing.push(() => server.close());
    let http: HttpServer | undefined;
    if (rest) {
      const handler = restRoutes({ rounds, configurations, trustBases, networkId, generation });
      http = await startHttpServer({ ...rest, handler });
      http.server.requestTimeout = READ_MS;
      closing.push(http.close);
    }
    let paused = false;
    const clock = setInterval(() => paused || certifier.seal(), blockRateMs);
    closing.push(() => clearInterval(clock));
    return {
      p2pPort: server.port,
      restPort: http?.port,
      setPaused: (value) => {
        paused = value;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The trust base to work with: an entry of its epoch that the database already has stays, with a warning. */
function adopt({ trustBase, keys, generation, log }: RootNodeOptions, store: TrustBaseStore): TrustBase {
  if (trustBaseGeneration(trustBase) !== generation)
    throw new UbftError("trust base is not signed, or signed for another version: quorum not reached");
  const kept = store.add(trustBase);
  if (JSON.stringify(kept) !== JSON.stringify(trustBase))
    log(`WARN trust base of epoch ${trustBase.epoch} already exists, the stored one stays`);
  if (!kept.rootNodes.some(({ nodeId }) => nodeId === keys.nodeId))
    throw new UbftError(`node '${keys.nodeId}' is not in the trust base of epoch ${kept.epoch}`);
  return kept;
}

function opened<Store extends { close(): void }>(
  store: Store,
  closing: (() => void | Promise<void>)[],
): Store {
  closing.push(() => store.close());
  return store;
}
