import { openControl } from "../control/controlled.ts";
import { Faults } from "../control/faults.ts";
import { startHttpServer } from "../http/server.ts";
import { withFaults } from "../http/with-faults.ts";
import type { RunningService } from "../service/run-service.ts";
import type { StorageLocation } from "../storage/sqlite.ts";
import { createVerifier } from "../verify/pool.ts";
import { Clients } from "./clients.ts";
import type { RelayInformation } from "./http/information.ts";
import { relayRoutes } from "./http/routes.ts";
import { Intake } from "./intake.ts";
import { DEFAULT_LIMITS, type RelayLimits } from "./limits.ts";
import { RelayMetrics } from "./metrics.ts";
import { EventStore } from "./store/event-store.ts";

export interface RelayOptions {
  /** Address to bind, e.g. `127.0.0.1`. */
  host: string;
  /** TCP port; 0 picks a free one. */
  port: number;
  /** SQLite file, or memory for a throw-away relay. */
  storage: StorageLocation;
  /** Shown in the NIP-11 document. */
  name?: string;
  description?: string;
  limits?: Partial<RelayLimits>;
  /** Folder for the socket of control, for tests only; without one there is no control. */
  control?: string;
  /** Unix time in ms; default the system's. */
  clock?: () => number;
}

/** A running relay; `url` is `ws://…`. */
export interface Relay extends RunningService {
  /** The same address for plain HTTP: NIP-11, `/metrics`, `/health`, `/ready`. */
  httpUrl: string;
}

/** How often expired events (NIP-40) are removed; until then queries leave them out. */
const EXPIRY_INTERVAL_MS = 600_000;

/**
 * Starts a Nostr relay that behaves as unicity-tokens-relay (nostr-rs-relay 0.9) does towards its clients. An event that
 * was answered with OK is stored: it survives `kill -9` and every later REQ finds it.
 *
 * @throws DevnetError `PORT_TAKEN`, `LISTEN_FAILED`, `CONTROL_*`, or one of `openDatabase`
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const clock = options.clock ?? Date.now;
  const now = () => Math.floor(clock() / 1000);
  const information: RelayInformation = {
    name: options.name ?? "Unicity devnet relay",
    description: options.description ?? "Nostr relay for development",
  };
  const metrics = new RelayMetrics();
  const store = new EventStore(options.storage, limits.maxStoredPerFilter);
  const verifier = createVerifier();
  const faults = new Faults();
  const intake: Intake = new Intake({
    store,
    verifier,
    metrics,
    now,
    faults,
    rejectFutureSeconds: limits.rejectFutureSeconds,
    broadcast: (event) => clients.broadcast(event),
  });
  const clients = new Clients({ limits, metrics, store, now, faults, intake });
  let closeControl = async () => {};
  const releaseState = async () => {
    await closeControl();
    await verifier.close();
    store.close();
  };
  try {
    store.removeExpired(now());
    closeControl = await openControl(options.control, {
      service: "relay",
      faults,
      kinds: ["latencyMs", "dropWrites"],
      state: {
        take: () => store.copies.take(),
        revert: (copy) => {
          store.copies.revert(copy);
          intake.refuseWaiting();
        },
        forget: (copy) => store.copies.forget(copy),
      },
    });
    const http = await startHttpServer({
      host: options.host,
      port: options.port,
      handler: withFaults(faults, relayRoutes({ information, limits, metrics, store })),
    });
    clients.acceptOn(http.server);
    const expiry = setInterval(() => removeExpired(store, now()), EXPIRY_INTERVAL_MS);
    return {
      url: http.url.replace(/^http/, "ws"),
      httpUrl: http.url,
      host: http.host,
      port: http.port,
      close: async () => {
        clearInterval(expiry);
        await clients.close();
        await http.close();
        await releaseState();
      },
    };
  } catch (error) {
    await releaseState();
    throw error;
  }
}

/** A failure leaves the rows for the next time; queries hide them anyway. */
function removeExpired(store: EventStore, now: number): void {
  try {
    store.removeExpired(now);
  } catch (error) {
    console.error(JSON.stringify({ event: "expiry_failed", reason: String(error) }));
  }
}
