/** The services that can be controlled. */
export const SERVICE_NAMES = ["relay", "aggregator", "faucet"] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What goes wrong until `forMs` (ms) has passed or the fault is cleared. */
export type Fault =
  /** Every HTTP request gets this status (400 to 599) from what looks like a proxy in front; aggregator and faucet. */
  | { status: number; forMs?: number | undefined }
  /** Answers come so many ms late, 60,000 at most; all services. */
  | { latencyMs: number; forMs?: number | undefined }
  /** Events are answered with OK true, and neither stored nor passed on; relay. */
  | { dropWrites: true; forMs?: number | undefined };

export type RoundsMode = "manual" | "automatic";

export type FaultKind = "status" | "latencyMs" | "dropWrites";

/**
 * Controls the services of one stack. Every method throws DevnetError: `CONTROL_UNREACHABLE` when the service does not
 * run or runs without control, `CONTROL_SILENT` when it does not answer in time, `CONTROL_MESSAGE_INVALID` for values
 * out of range.
 */
export interface StackControl {
  /**
   * Faults of different kinds add up; a new one replaces that of its kind. A restarted service has none.
   *
   * @throws DevnetError `FAULT_IMPOSSIBLE` when the service cannot show this kind
   */
  fault(service: ServiceName, fault: Fault): Promise<void>;
  /** Ends the faults of one service, or of all that run. */
  clearFaults(service?: ServiceName): Promise<void>;
  /** `manual`: the aggregator seals only in {@link nextRound} and {@link revert}; requests wait until then. */
  setRounds(mode: RoundsMode): Promise<void>;
  /** A restarted aggregator seals by itself. */
  getRounds(): Promise<RoundsMode>;
  /** Seals a round with all requests that wait in the aggregator. @returns height after it */
  nextRound(): Promise<bigint>;
  /**
   * Keeps the state of all running services, in their memory. Faults and the mode of rounds are no state.
   *
   * @returns id for {@link revert}
   * @throws DevnetError `SNAPSHOTS_FULL`: each service keeps 256
   */
  snapshot(): Promise<string>;
  /**
   * Brings the state of a snapshot back, as often as wanted; later snapshots are dropped. The block height goes on
   * growing: a round of its own certifies the earlier roots again. What is under way in the services is given up; what
   * wallets hold stays with them.
   *
   * @throws DevnetError `SNAPSHOT_UNKNOWN`, `SNAPSHOT_OF_OTHER_SERVICES`; nothing was changed then
   */
  revert(id: string): Promise<void>;
  /** Gives a snapshot up, wherever it still is. */
  forget(id: string): Promise<void>;
}
