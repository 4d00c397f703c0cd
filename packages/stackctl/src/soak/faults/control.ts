/** A service of an embedded instance that takes faults. */
export type ServiceName = "relay" | "aggregator" | "faucet";

/** What soak needs of the control of an embedded instance. */
export interface FaultControl {
  /** Lets every answer of the service come late, until the time has passed or the fault is cleared. */
  fault(service: ServiceName, fault: { latencyMs: number; forMs?: number }): Promise<void>;
  clearFaults(service?: ServiceName): Promise<void>;
}
