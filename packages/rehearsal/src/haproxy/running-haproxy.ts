import type { Fault } from "../registration/faults/faults.ts";
import type { ApiReply } from "./call-api.ts";
import type { PublishedPorts } from "./published-ports.ts";

/** HAProxy and its registration API in a container. */
export interface RunningHaproxy extends AsyncDisposable {
  readonly network: string;
  readonly container: string;
  /** The volume with its registrations. */
  readonly volume: string;
  /** URL of the API on the network. */
  readonly apiUrl: string;
  /** IPv4 address on the network; another one after `recreate` and `waitUntilReady`. */
  readonly address: string;
  /** Ports on 127.0.0.1 with `publish: true`, else 0; others after `recreate` and `waitUntilReady`. */
  readonly published: PublishedPorts;
  /**
   * Calls the API from inside HAProxy's container, with its key: `api("GET", "/v1/backends")`.
   * Without a key the owner of a domain is another address, so that only reading and registering work from here.
   * @throws ComposeGenError `API_UNREACHABLE`
   */
  api(method: string, path: string, body?: unknown): Promise<ApiReply>;
  /** Replaces the faults of the API; an empty list ends them. Needs `faults: true`. */
  setFaults(faults: readonly Fault[]): Promise<void>;
  /** Ends the API's process and waits until its successor answers. HAProxy goes on. */
  restartApi(): Promise<void>;
  /** Ends the API and keeps it down until `startApi`. HAProxy goes on. */
  stopApi(): Promise<void>;
  startApi(): Promise<void>;
  /** Replaces the container; with `loseVolume` also the registrations, as a host does that lost its disk. */
  recreate(options?: { loseVolume?: boolean }): Promise<void>;
  /** Waits until HAProxy and its API answer, after something else restarted them. */
  waitUntilReady(): Promise<void>;
  /** Removes the container and the volume, and the network if it was made for it. */
  stop(): Promise<void>;
}
