interface Scope {
  /** Only calls with this method. */
  method?: string;
  /** How often the fault happens; without it until it is cleared. */
  times?: number;
}

/** A fault that upstream's API has only when something is broken. */
export type Fault = Scope &
  (
    | { kind: "refuse"; status: number; code: string }
    /** Does its work, then answers so many ms later. */
    | { kind: "slow"; delayMs: number }
    /** Closes the connection without an answer and does nothing. */
    | { kind: "hang-up" }
    /** HAProxy is not reloaded; what was registered stays. */
    | { kind: "reload-failed" }
  );

type FaultOf<K extends Fault["kind"]> = Extract<Fault, { kind: K }>;

/** The faults that are set at present. Empty unless somebody set some. */
export class Faults {
  #faults: Fault[] = [];

  set(faults: Fault[]): void {
    this.#faults = faults.map((fault) => ({ ...fault }));
  }

  list(): Fault[] {
    return this.#faults;
  }

  /** The fault of this kind that applies to the method, counted as happened. */
  take<K extends Fault["kind"]>(kind: K, method?: string): FaultOf<K> | undefined {
    const fault = this.#faults.find(
      (candidate): candidate is FaultOf<K> =>
        candidate.kind === kind && (candidate.method === undefined || candidate.method === method),
    );
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault);
    }
    return fault;
  }
}
